using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;
using static LocalEnergyMarket.Contracts.Chain.Tests.DrivenChain;

namespace LocalEnergyMarket.Contracts.Chain.Tests;

public sealed class ContractTests : IDisposable
{
    static readonly Name Active = Name.Parse("active");
    static readonly Name Probe = Name.Parse("probe");
    readonly DrivenChain _chain = new();

    public ContractTests()
    {
        var owner = new Authority(_chain.SystemKey.PublicKey);
        Expect(_chain.Push(
            [_chain.SystemKey],
            NewAccount(Box, _chain.BoxKey.PublicKey),
            new NewAccount(Name.Parse("eosio"), Probe, owner, Authority.WithCode(_chain.OperatorKey.PublicKey, Probe)).By(new PermissionLevel("eosio"))));
        Expect(_chain.Push([_chain.OperatorKey], new SetCode(Probe, 0, 0, ProbeContract.Wasm).By(new PermissionLevel(Probe, Active))));
    }

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void Secondary_indices_keep_their_order_and_iterators_their_numbers()
    {
        var trace = Expect(Call(1));

        Assert.Equal($"filled {Probe.Value}", trace.Actions[0].Console);
        Assert.Equal([(Probe, (3L * (112 + 8 + 128 + 144 + 160)) + (3 * 112))], trace.Actions[0].RamDeltas);
        Assert.Equal(6, _chain.Chain.Read(view => view.State.Tables.All.First(t => t.Id.Code == Probe.Value).Count));
    }

    [Fact]
    public void The_action_comes_first_then_the_notified_then_the_inline_one()
    {
        var trace = Expect(Call(2, BitConverter.GetBytes(Box.Value)));

        Assert.Equal([(1, 0, 0, Probe), (2, 1, 1, Box), (3, 1, 1, Probe)], trace.Actions.Select(a => (a.Ordinal, a.Creator, a.ClosestUnnotifiedAncestor, a.Receiver)));
        Assert.Equal([1UL, 2, 3], trace.Actions.Select(a => a.Receipt!.GlobalSequence - trace.Actions[0].Receipt!.GlobalSequence + 1));
        Assert.Equal(42L, BitConverter.ToInt64(trace.Actions[2].ReturnValue.Span));
    }

    [Fact]
    public void Without_eosio_code_a_contract_cannot_use_its_own_authority()
    {
        Expect(_chain.Push(
            [_chain.SystemKey],
            new UpdateAuth(Probe, Active, Name.Parse("owner"), new Authority(_chain.OperatorKey.PublicKey)).By(new PermissionLevel(Probe, Name.Parse("owner")))));

        Assert.Equal(3090003, Call(2, BitConverter.GetBytes(Box.Value)).Failure!.Kind.Code);
    }

    [Theory]
    [InlineData(KeyType.K1)]
    [InlineData(KeyType.R1)]
    public void A_contract_recovers_the_key_of_a_signature(KeyType type)
    {
        using var key = PrivateKey.Generate(type);
        var digest = Checksum256.Hash([1, 2, 3]);

        var trace = Expect(Call(4, [.. digest.ToArray(), (byte)type, .. key.Sign(digest).Compact]));

        Assert.Equal([(byte)type, .. key.PublicKey.Compressed], trace.Actions[0].ReturnValue.ToArray());
    }

    [Fact]
    public void A_contract_without_end_is_stopped_at_the_same_step_every_time()
    {
        var first = Call(5);
        var second = Call(5);

        Assert.Equal(3080004, first.Failure!.Kind.Code);
        Assert.Contains("max-transaction-time", first.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(first.Elapsed, second.Elapsed);
    }

    [Fact]
    public void A_transaction_may_set_its_own_limit()
    {
        var transaction = _chain.Prepare(Action(5, [])) with { MaxCpuUsageMs = 2 };

        var trace = _chain.Chain.Push(_chain.Sign(transaction, _chain.OperatorKey));

        Assert.Equal(3080004, trace.Failure!.Kind.Code);
        Assert.Contains("max_cpu_usage_ms 2000us", trace.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trap_ends_the_transaction_and_nobody_else_pays()
    {
        Assert.Equal(3070002, Call(6).Failure!.Kind.Code);
        Assert.Equal(3050010, Call(7, BitConverter.GetBytes(Box.Value)).Failure!.Kind.Code);
    }

    TransactionTrace Call(ulong action, params byte[] data) => _chain.Push([_chain.OperatorKey], Action(action, data));

    static ContractAction Action(ulong action, byte[] data) => new(Probe, new Name(action), [new(Probe, Active)], data);
}
