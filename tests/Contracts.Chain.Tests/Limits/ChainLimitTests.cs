using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Chain.Resources;
using LocalEnergyMarket.Contracts.Eosio;
using static LocalEnergyMarket.Contracts.Chain.Tests.KeeperChain;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Limits;

public sealed class ChainLimitTests : IDisposable
{
    readonly KeeperChain _chain = new();

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void While_idle_the_virtual_limits_grow_to_what_a_real_node_had_after_as_many_blocks()
    {
        while (_chain.Head.Number < 95)
        {
            _chain.Finish();
        }

        // get_info of the recordings, at block 95.
        Assert.Equal((219_675ul, 1_151_926ul), _chain.Chain.Read(view => (view.State.Resources.Chain.Value.VirtualCpu, view.State.Resources.Chain.Value.VirtualNet)));
        _chain.Put(EosioAccount, 1, 0); // Begins the next block, of which the chain's own transaction takes 100 µs.
        Assert.Equal(199_900ul, _chain.Chain.Read(view => view.State.Resources.BlockCpuLeft));
    }

    [Fact]
    public void While_busy_the_virtual_limits_shrink_and_never_below_a_block()
    {
        var resources = ChainResources.Initial(new()) with { VirtualCpu = 201_000 };
        for (var block = 2u; block < 200; block++)
        {
            resources = (resources with { PendingCpu = 150_000 }).Finish(block, new());
        }

        Assert.Equal(200_000ul, resources.VirtualCpu);
        Assert.InRange(resources.BlockCpu.Average, 100_000ul, 150_000ul);
    }

    [Fact]
    public void An_idle_chain_offers_at_most_a_thousand_blocks()
    {
        var resources = ChainResources.Initial(new());
        for (var block = 2u; block < 8_000; block++)
        {
            resources = resources.Finish(block, new());
        }

        Assert.Equal((200_000_000ul, 1024ul * 1024 * 1000), (resources.VirtualCpu, resources.VirtualNet));
    }

    [Fact]
    public void What_no_block_has_room_for_goes_into_the_next_and_too_much_is_refused()
    {
        _chain.SetUp();
        Set(new() { MaxBlockCpuUsage = 5_000, MaxTransactionCpuUsage = 3_000 });
        var first = _chain.Finish().Number;
        var pushed = Enumerable.Range(0, 300).Select(i => _chain.Push(Act(Keeper, "spin", Alice, 10_000 + (ulong)i))).TakeWhile(t => t.Failure is null).Count();

        Assert.Equal(3080005, _chain.Push(Act(Keeper, "spin", Alice, 10_000)).Failure?.Kind.Code);
        Assert.InRange(_chain.Head.Number, first + 18, first + 22);
        Assert.InRange(pushed, 20, 299);
        Assert.All(Enumerable.Range((int)first + 1, 15), n => Assert.InRange(
            _chain.Chain.Read(view => view.Block((uint)n)!.Transactions.Sum(t => t.CpuUsageUs)), 1, 5_000));
        _chain.Time.Advance(TimeSpan.FromSeconds(20));
        Expect(_chain.Push(Act(Keeper, "spin", Alice, 10_000)));
    }

    [Fact]
    public void Parameters_of_the_chain_are_read_set_and_hold()
    {
        _chain.SetUp();
        Assert.Equal(new ChainParameters(), Told());

        Set(new() { MaxTransactionCpuUsage = 2_000, MaxTransactionLifetime = 30 });

        ExpectFailure(
            Spin(expiresIn: 20), 3080004, "transaction was executing for too long 2001us reached on chain max_transaction_cpu_usage 2000us");
        Assert.Equal(3040006, Spin(expiresIn: 40).Failure?.Kind.Code);

        TransactionTrace Spin(int expiresIn) => _chain.Chain.Push(_chain.Sign(_chain.Prepare(Act(Keeper, "spin", Alice, 1_000_000)) with
        {
            Expiration = TimePointSec.From(_chain.Time.GetUtcNow().AddSeconds(expiresIn)),
        }));
    }

    [Fact]
    public void Parameters_that_would_stop_the_chain_are_refused()
    {
        _chain.SetUp();

        ExpectFailure(
            _chain.Push(Parameters(new() { MaxTransactionCpuUsage = 300_000 })), 3050000, "max transaction cpu usage must be less than max block cpu usage");
        Assert.Equal(0, _chain.Push(Act(EosioAccount, "setparams", EosioAccount, 1)).Failure?.Kind.Code);
    }

    [Fact]
    public void What_a_bios_contract_does_to_features_and_producers_is_taken()
    {
        _chain.SetUp();
        var feature = Checksum256.Parse("0ec7e080177b2c02b278d5088611686b49d739925a92d9bfcacd7fc6b74053bd");

        Expect(_chain.Push(new ContractAction(EosioAccount, Name.Parse("activate"), [new(EosioAccount, Name.Parse("active"))], feature.ToArray())));
        ExpectFailure(
            _chain.Push(new ContractAction(EosioAccount, Name.Parse("activate"), [new(EosioAccount, Name.Parse("active"))], new byte[32])),
            3250000,
            $"protocol feature with digest '{default(Checksum256)}' is unrecognized");
        var told = Expect(_chain.Push(Act(EosioAccount, "setprods", EosioAccount, 1, 2))).Actions[0].ReturnValue;
        Assert.Equal(Enumerable.Repeat((byte)0xff, 16), told.ToArray());
    }

    static ContractAction Parameters(ChainParameters parameters) =>
        new(EosioAccount, Name.Parse("setparams"), [new(EosioAccount, Name.Parse("active"))], parameters.Write(new()).ToArray());

    void Set(ChainParameters parameters) => Expect(_chain.Push(Parameters(parameters)));

    ChainParameters Told()
    {
        var reader = new PackedReader(Expect(_chain.Push(Act(EosioAccount, "getparams", EosioAccount))).Actions[0].ReturnValue.Span);
        return ChainParameters.Read(ref reader);
    }
}
