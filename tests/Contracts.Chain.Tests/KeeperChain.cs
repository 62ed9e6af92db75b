using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Tests;

/// <summary>A chain whose clock and blocks the test drives, with the keeper contract (Data/keeper.cpp) on eosio and on the account keeper.</summary>
sealed class KeeperChain : IDisposable
{
    public static readonly Name EosioAccount = Name.Parse("eosio");
    public static readonly Name Keeper = Name.Parse("keeper");
    public static readonly Name Alice = Name.Parse("alice");
    public static readonly Name Bob = Name.Parse("bob");
    static readonly Name Active = Name.Parse("active");

    readonly List<string> _said = [];
    uint _sent;

    public KeeperChain(string? logPath = null, uint snapshotEvery = 0) => Chain = EmbeddedChain.Open(
        ChainSettings.Development with { LogPath = logPath, SnapshotEvery = snapshotEvery }, Time, _said.Add);

    public ManualTime Time { get; } = new();

    public EmbeddedChain Chain { get; }

    public PrivateKey Key { get; } = PrivateKey.Parse(ChainSettings.WellKnownDevelopmentKey);

    /// <summary>What it had to say when it started, or wrote a snapshot.</summary>
    public IReadOnlyList<string> Said => _said;

    public Block Head => Chain.Read(view => view.Head);

    public void SetUp()
    {
        Expect(Push(new[] { Keeper, Alice, Bob }.Select(name => new NewAccount(EosioAccount, name, new(Key.PublicKey), new(Key.PublicKey)).By(new PermissionLevel(EosioAccount, Active))).ToArray()));
        Expect(Push(new[] { Keeper, EosioAccount }.Select(name => new SetCode(name, 0, 0, ProbeContract.Keeper).By(new PermissionLevel(name, Active))).ToArray()));
        Finish();
    }

    /// <summary>Ends the block; the next is half a second later.</summary>
    public Block Finish()
    {
        Chain.FinishBlock();
        Time.Advance(TimeSpan.FromMilliseconds(500));
        return Head;
    }

    public TransactionTrace Push(params IReadOnlyList<ContractAction> actions) => Chain.Push(Sign(Prepare(actions)));

    public TransactionTrace Put(Name payer, ulong id, ulong size) => Push(Act(Keeper, "put", payer, payer.Value, id, size));

    public TransactionTrace Drop(ulong id) => Push(Act(Keeper, "drop", Keeper, 0, id));

    public TransactionTrace SetLimits(Name account, long ram, long net, long cpu) =>
        Expect(Push(Act(EosioAccount, "setalimits", EosioAccount, account.Value, (ulong)ram, (ulong)net, (ulong)cpu)));

    public static ContractAction Act(Name contract, string action, Name actor, params IReadOnlyList<ulong> arguments)
    {
        var data = new PackedWriter();
        foreach (var argument in arguments)
        {
            data.UInt64(argument);
        }

        return new(contract, Name.Parse(action), [new(actor, Active)], data.ToArray());
    }

    /// <summary>A transaction that refers to the last irreversible block; no two are equal.</summary>
    public Transaction Prepare(params IReadOnlyList<ContractAction> actions) => Chain.Read(view => new Transaction
    {
        Expiration = TimePointSec.From(Time.GetUtcNow().AddSeconds(60 + (_sent++ % 3000))),
        Actions = actions,
    }.WithReference(view.LastIrreversible.Id));

    public PackedTransaction Sign(Transaction transaction) => new SignedTransaction(transaction, [Key.Sign(transaction.SigningDigest(Chain.ChainId))]).Pack();

    public static TransactionTrace Expect(TransactionTrace trace)
    {
        Assert.Null(trace.Failure?.Message);
        Assert.NotNull(trace.Receipt);
        return trace;
    }

    public static void ExpectFailure(TransactionTrace trace, int code, string message)
    {
        Assert.Equal(code, trace.Failure?.Kind.Code);
        Assert.Equal(message, trace.Failure!.Message);
        Assert.Null(trace.Receipt);
    }

    public void Dispose()
    {
        Chain.Dispose();
        Key.Dispose();
    }
}
