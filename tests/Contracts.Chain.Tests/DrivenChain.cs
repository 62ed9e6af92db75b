using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Contracts.Chain.Tests;

/// <summary>A chain whose clock and blocks the test drives, with the market's contract and the accounts of the recordings.</summary>
sealed class DrivenChain : IDisposable
{
    public static readonly Name Contract = Name.Parse("lem.market");
    public static readonly Name Operator = Name.Parse("operator");
    public static readonly Name Trigger = Name.Parse("trigger");
    public static readonly Name Box = Name.Parse("box1");
    static readonly Name System = Name.Parse("eosio");
    static readonly Name Active = Name.Parse("active");

    uint _sent;

    public DrivenChain(string? logPath = null)
    {
        var settings = ChainSettings.Development with { LogPath = logPath };
        Chain = EmbeddedChain.Open(settings, Time);
    }

    public ManualTime Time { get; } = new();

    public EmbeddedChain Chain { get; }

    public PrivateKey SystemKey { get; } = PrivateKey.Parse(ChainSettings.WellKnownDevelopmentKey);

    public PrivateKey OperatorKey { get; } = PrivateKey.Generate(KeyType.K1);

    public PrivateKey BoxKey { get; } = PrivateKey.Generate(KeyType.R1);

    public void SetUpMarket()
    {
        Expect(Push([SystemKey],
            NewAccount(Contract, SystemKey.PublicKey),
            NewAccount(Operator, OperatorKey.PublicKey),
            NewAccount(Trigger, OperatorKey.PublicKey),
            NewAccount(Box, BoxKey.PublicKey)));
        Expect(Push([SystemKey],
            new SetCode(Contract, 0, 0, MarketContract.Wasm()).By(new PermissionLevel(Contract, Active)),
            new SetAbi(Contract, AbiJson.Parse(global::System.Text.Encoding.UTF8.GetString(MarketContract.Abi())).Pack()).By(new PermissionLevel(Contract, Active)),
            new Configure(Operator, Trigger, Configure.ShortestKeep).ToAction(Contract, new(Contract, Active))));
        Expect(Push([OperatorKey], new RegisterBox(Box, BoxKey.PublicKey).ToAction(Contract, new(Operator, Active))));
        Chain.FinishBlock();
    }

    public static ContractAction NewAccount(Name name, PublicKey key) =>
        new NewAccount(System, name, new Authority(key), new Authority(key)).By(new PermissionLevel(System, Active));

    public TransactionTrace Push(IReadOnlyList<PrivateKey> keys, params IReadOnlyList<ContractAction> actions) =>
        Chain.Push(Sign(Prepare(actions), keys));

    /// <summary>A transaction that refers to the last irreversible block; no two are equal.</summary>
    public Transaction Prepare(params IReadOnlyList<ContractAction> actions) => Chain.Read(view => new Transaction
    {
        Expiration = TimePointSec.From(Time.GetUtcNow().AddSeconds(60 + _sent++)),
        Actions = actions,
    }.WithReference(view.LastIrreversible.Id));

    public PackedTransaction Sign(Transaction transaction, params IReadOnlyList<PrivateKey> keys)
    {
        var digest = transaction.SigningDigest(Chain.ChainId);
        return new SignedTransaction(transaction, [.. keys.Select(k => k.Sign(digest))]).Pack();
    }

    public static TransactionTrace Expect(TransactionTrace trace)
    {
        Assert.Null(trace.Failure?.Message);
        Assert.NotNull(trace.Receipt);
        return trace;
    }

    public void Dispose()
    {
        Chain.Dispose();
        SystemKey.Dispose();
        OperatorKey.Dispose();
        BoxKey.Dispose();
    }
}
