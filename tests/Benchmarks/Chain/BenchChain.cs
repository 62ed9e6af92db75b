using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Hosting;
using LocalEnergyMarket.Contracts.Deploy;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using Microsoft.AspNetCore.Builder;

namespace LocalEnergyMarket.Benchmarks.Chain;

/// <summary>An embedded chain over HTTP with the market's contract, a box, and an account whose contract only checks R1 signatures.</summary>
sealed class BenchChain : IAsyncDisposable
{
    static readonly Name System = Name.Parse("eosio");
    static readonly TimeSpan Expiry = TimeSpan.FromMinutes(50);

    readonly WebApplication _application;
    readonly PrivateKey _operator = PrivateKey.Parse(ChainSettings.WellKnownDevelopmentKey);
    readonly PrivateKey _box = PrivateKey.Generate(KeyType.R1);
    readonly HttpClient _http = new();
    ChainInfo? _info;

    BenchChain()
    {
        InProcess = EmbeddedChain.Open(ChainSettings.Development, TimeProvider.System);
        _application = ChainHost.Build(InProcess, new("http://127.0.0.1:0"), TimeProvider.System);
    }

    public static Name Box { get; } = Name.Parse("benchbox1111");

    public static Name Checker { get; } = Name.Parse("benchcheck11");

    public EmbeddedChain InProcess { get; }

    public Eos Http { get; private set; } = null!;

    public static async Task<BenchChain> StartAsync()
    {
        var bench = new BenchChain();
        await bench._application.StartAsync();
        bench.Http = new(new() { HttpEndpoint = bench._application.Urls.First(), SignProvider = new DefaultSignProvider(bench._operator) }, bench._http);
        await new Deployment(bench.Http, DeploymentPlan.WithOneKey(bench._operator.PublicKey), _ => { }, TimeProvider.System).Run(CancellationToken.None);
        var (byOperator, byBox) = (new Authority(bench._operator.PublicKey), new Authority(bench._box.PublicKey));
        var system = new PermissionLevel(System, Name.Parse("active"));
        await bench.Http.CreateTransaction(new()
        {
            Actions =
            [
                new NewAccount(System, Box, byOperator, byBox).By(system), new NewAccount(System, Checker, byOperator, byOperator).By(system),
            ],
        });
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await bench.Http.FindAccount(Checker) is null && await pause.WaitForNextTickAsync())
        {
        }

        await bench.Http.CreateTransaction(new()
        {
            Actions =
            [
                new SetCode(Checker, VmType: 0, VmVersion: 0, RecoverModule.Of(bench._box)).By(new PermissionLevel(Checker, Name.Parse("active"))),
                new RegisterBox(Box, bench._box.PublicKey).ToAction(MarketContract.DefaultAccount, new PermissionLevel(DeploymentPlan.DefaultOperator.ToString())),
            ],
        });
        bench._info = await bench.Http.GetInfo();
        return bench;
    }

    /// <summary>Signed by the operator's key, which is the trigger's too, ready to be sent.</summary>
    public PackedTransaction ByOperator(Name actor, params IEnumerable<MarketAction> actions) =>
        Sealed(_operator, [.. actions.Select(action => action.ToAction(MarketContract.DefaultAccount, new PermissionLevel(actor.ToString())))]);

    public PackedTransaction ByBox(MarketAction action) => Sealed(_box, [action.ToAction(MarketContract.DefaultAccount, new PermissionLevel(Box.ToString()))]);

    /// <summary>An action that checks <see cref="RecoverModule.Checks"/> R1 signatures.</summary>
    public PackedTransaction Check(ulong nonce) =>
        Sealed(_operator, [new(Checker, Name.Parse("check"), [new PermissionLevel(Checker.ToString())], BitConverter.GetBytes(nonce))]);

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        InProcess.Dispose();
        _operator.Dispose();
        _box.Dispose();
        _http.Dispose();
    }

    PackedTransaction Sealed(PrivateKey key, ContractAction[] actions)
    {
        var transaction = new Transaction { Actions = actions, Expiration = TimePointSec.From(_info!.HeadBlockTime + Expiry) }.WithReference(_info.LastIrreversibleBlockId);
        return new SignedTransaction(transaction, [key.Sign(Transaction.SigningDigest(_info.ChainId, transaction.Pack(), packedContextFreeData: default))]).Pack();
    }
}
