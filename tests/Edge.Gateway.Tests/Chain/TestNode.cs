using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Hosting;
using LocalEnergyMarket.Contracts.Deploy;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.Edge.Gateway.Chain;
using Microsoft.AspNetCore.Builder;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Chain;

/// <summary>An embedded chain with the market's contract on it, and what its operator and trigger do there.</summary>
public sealed class TestNode : IAsyncLifetime
{
    readonly PrivateKey _key = PrivateKey.Parse(ChainSettings.WellKnownDevelopmentKey);
    readonly HttpClient _http = new();
    WebApplication _node = null!;
    Eos _chain = null!;
    ulong _lastEvent;

    public string Url => _node.Urls.First();

    public Checksum256 ChainId { get; private set; }

    internal ChainTables Tables { get; private set; } = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var chain = EmbeddedChain.Open(ChainSettings.Development with { Heartbeat = TimeSpan.FromMilliseconds(500) }, TimeProvider.System);
        ChainId = chain.ChainId;
        _node = ChainHost.Build(chain, new("http://127.0.0.1:0"), TimeProvider.System);
        await _node.StartAsync(Cancellation);
        _chain = new(new() { HttpEndpoint = Url, SignProvider = new DefaultSignProvider(_key) }, _http);
        Tables = new(_chain, MarketContract.DefaultAccount);
        await new Deployment(_chain, DeploymentPlan.WithOneKey(_key.PublicKey), _ => { }, TimeProvider.System).Run(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _http.Dispose();
        _key.Dispose();
    }

    /// <summary>Makes an account whose key is the TPM's, and registers it.</summary>
    public async Task AddBoxAsync(string account, PublicKey key)
    {
        var box = Name.Parse(account);
        var owner = new Authority(_key.PublicKey);
        await ActAsync(new NewAccount(NativeContract.Account, box, owner, new(key)).By(new PermissionLevel(NativeContract.Account, Name.Parse("active"))));
        await ActAsync(new RegisterBox(box, key), DeploymentPlan.DefaultOperator);
    }

    public Task RevokeBoxAsync(string account) => ActAsync(new RevokeBox(Name.Parse(account)), DeploymentPlan.DefaultOperator);

    /// <summary>Asks a box for a reading.</summary>
    /// <param name="skip">Ids left out before it.</param>
    /// <returns>The event's id.</returns>
    public async Task<ulong> SendDataAsync(string account, byte meter, ulong skip = 0)
    {
        _lastEvent += skip + 1;
        await ActAsync(new SendData(_lastEvent, Name.Parse(account), meter), DeploymentPlan.DefaultTrigger);
        return _lastEvent;
    }

    public Task<SentTransaction> PushAsync(PackedTransaction transaction) => _chain.SendTransaction(transaction, Cancellation);

    public async Task<Transaction> FrameAsync(double expireSeconds = 60) =>
        new Eos(new() { HttpEndpoint = Url, ExpireSeconds = expireSeconds }, _http).Prepare(new(), await _chain.GetInfo(Cancellation));

    /// <summary>All reports of a box that are in irreversible blocks.</summary>
    public async Task<IReadOnlyList<Report>> ReportsAsync(string account)
    {
        var reports = new List<Report>();
        var info = await _chain.GetInfo(Cancellation);
        for (var number = 2u; number <= info.LastIrreversibleBlockNum; number++)
        {
            var block = await _chain.GetTracedBlock(number, Cancellation);
            reports.AddRange(
                from transaction in block!.Transactions
                from action in transaction.Actions
                where action.Account == MarketContract.DefaultAccount && action.Action == Name.Parse("report")
                let report = (Report)MarketAction.Read(action.Action, action.Data.Span)
                where report.Box == Name.Parse(account)
                select report);
        }

        return reports;
    }

    Task<SentTransaction> ActAsync(MarketAction action, Name actor) => ActAsync(action.ToAction(MarketContract.DefaultAccount, new(actor, Name.Parse("active"))));

    Task<SentTransaction> ActAsync(ContractAction action) => _chain.CreateTransaction(new() { Actions = [action] }, Cancellation);
}
