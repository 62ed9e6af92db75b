using System.Globalization;
using LocalEnergyMarket.Backend.Anchoring.DataEvents;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Performing;
using LocalEnergyMarket.Backend.Anchoring.Trees;
using LocalEnergyMarket.Backend.Anchoring.Watching;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Hosting;
using LocalEnergyMarket.Contracts.Deploy;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

/// <summary>
/// A database and an embedded chain that carries the contract. Blocks are made when a test says so: there is no heartbeat in its time.
/// </summary>
sealed class Market : IAsyncDisposable
{
    readonly WebApplication _node;
    readonly List<HttpClient> _clients = [];
    readonly PrivateKey _creatorKey = PrivateKey.Parse(ChainSettings.WellKnownDevelopmentKey);

    Market(DocumentStore store, string connection, EmbeddedChain chain)
    {
        Store = store;
        Connection = connection;
        Chain = chain;
        _node = ChainHost.Build(chain, new("http://127.0.0.1:0"), TimeProvider.System);
        Outbox = new(store.DataSource);
        Cursor = new(store.DataSource);
        Trees = new(store.DataSource);
        Events = new(store.DataSource, Accounts, TimeProvider.System);
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public DocumentStore Store { get; }

    /// <summary>How to reach its database.</summary>
    public string Connection { get; }

    public EmbeddedChain Chain { get; }

    public ContractAccounts Accounts { get; } = new(MarketContract.DefaultAccount, DeploymentPlan.DefaultOperator, DeploymentPlan.DefaultTrigger);

    public PrivateKey OperatorKey { get; } = PrivateKey.Generate(KeyType.K1);

    public PrivateKey TriggerKey { get; } = PrivateKey.Generate(KeyType.K1);

    public ChainOutbox Outbox { get; }

    public ChainCursor Cursor { get; }

    public TreeStore Trees { get; }

    public DataEventDesk Events { get; }

    public Boxes Boxes { get; } = new();

    /// <summary>The boxes that the Watcher said are asked, in its order.</summary>
    public List<Guid> Asked { get; } = [];

    /// <param name="chainTime">The chain's clock; real time if null.</param>
    public static async Task<Market> OpenAsync(Database database, TimeProvider? chainTime = null)
    {
        var chain = EmbeddedChain.Open(ChainSettings.Development with { Heartbeat = TimeSpan.FromHours(1) }, chainTime ?? TimeProvider.System);
        var (store, connection) = await database.OpenAsync();
        var market = new Market(store, connection, chain);
        await market._node.StartAsync(Cancellation);
        var plan = DeploymentPlan.WithOneKey(market._creatorKey.PublicKey);
        plan = plan with
        {
            Operator = plan.Operator with { Key = market.OperatorKey.PublicKey },
            Trigger = plan.Trigger with { Key = market.TriggerKey.PublicKey },
        };
        await new Deployment(market.Client(signer: market._creatorKey), plan, _ => { }, TimeProvider.System).Run(Cancellation);
        market.FinishBlocks();
        return market;
    }

    public Eos Client(HttpMessageHandler? cable = null, double expireSeconds = 60, PrivateKey? signer = null, string? url = null)
    {
        var http = new HttpClient(cable ?? new Cable(Fault.None));
        _clients.Add(http);
        return new(
            new() { HttpEndpoint = url ?? _node.Urls.First(), ExpireSeconds = expireSeconds, SignProvider = signer is null ? null : new DefaultSignProvider(signer) }, http);
    }

    /// <param name="together">The most entries in a transaction.</param>
    public Performer NewPerformer(
        HttpMessageHandler? cable = null, double expireSeconds = 60, string? url = null, PrivateKey? operatorKey = null, int together = 50) => new(
        new(Store.DataSource), new(Store.DataSource), Client(cable, expireSeconds, url: url), new(operatorKey ?? OperatorKey, TriggerKey), new() { Entries = together },
        NullLogger<Performer>.Instance);

    public Watcher NewWatcher(HttpMessageHandler? cable = null) => new(Store.DataSource, new(Store.DataSource), Client(cable), Accounts, Boxes, NullLogger<Watcher>.Instance);

    public Task WatchAsync(Watcher? watcher = null) => (watcher ?? NewWatcher()).WorkAsync(Asked.Add, Cancellation);

    /// <summary>Blocks are half a second apart; the last but one is irreversible.</summary>
    public void FinishBlocks(int count = 2)
    {
        for (var i = 0; i < count; i++)
        {
            Chain.FinishBlock();
        }
    }

    /// <summary>Rounds of both, with blocks between, until nothing is open.</summary>
    public async Task SettleAsync(Performer? performer = null)
    {
        performer ??= NewPerformer();
        var watcher = NewWatcher();
        await WatchAsync(watcher);
        for (var round = 0; (await Outbox.DepthAsync(Cancellation)).Open > 0; round++)
        {
            if (round == 50)
            {
                Assert.Fail("The outbox is not worked off: " + string.Join(", ", await RowsAsync("select key, state, attempts, expires_at, failure from chain_outbox")));
            }

            await performer.WorkAsync(Cancellation);
            FinishBlocks();
            await WatchAsync(watcher);
        }
    }

    /// <returns>How many rows it wrote, leaves among them.</returns>
    public async Task<int> RunAsync(SqlStatement statement)
    {
        await using var connection = await Store.DataSource.OpenConnectionAsync(Cancellation);
        await using var command = statement.ToCommand(connection);
        return await command.ExecuteNonQueryAsync(Cancellation);
    }

    public async Task PublishAsync(params IEnumerable<AnchoredTree> trees)
    {
        foreach (var tree in trees)
        {
            await RunAsync(TreePublication.Of(tree, Accounts, Now));
        }
    }

    /// <summary>A box with its account on the chain.</summary>
    public async Task<TestBox> NewBoxAsync(string account)
    {
        var box = new TestBox(account);
        Boxes.Add(box);
        await RunAsync(BoxAccountEntry.Of(account, box.Key.PublicKey.ToUncompressed(), Accounts, Now));
        await SettleAsync();
        return box;
    }

    /// <summary>By the contract's own account.</summary>
    public Task AsContractAsync(MarketAction action) => Client(signer: _creatorKey).CreateTransaction(
        new() { Actions = [action.ToAction(Accounts.Contract, new(Accounts.Contract, Name.Parse("active")))] }, Cancellation);

    /// <summary>The rows' columns, separated by a space.</summary>
    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var command = Store.DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add(string.Join(' ', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    /// <summary>What the contract has executed, in the order of the chain.</summary>
    /// <param name="behind">Only in blocks behind this one.</param>
    public IReadOnlyList<MarketAction> Executed(uint behind = 0) => Chain.Read(view => Enumerable.Range((int)behind + 1, (int)(view.Head.Number - behind))
        .SelectMany(number => view.Block((uint)number)!.Traces)
        .Where(trace => trace.Receipt is not null)
        .SelectMany(trace => trace.Actions)
        .Where(action => action.Receiver == Accounts.Contract && action.Action.Account == Accounts.Contract)
        .Select(action => MarketAction.Read(action.Action.Name, action.Action.Data.Span))
        .ToList());

    /// <summary>The rows of a table of the contract.</summary>
    public async Task<IReadOnlyList<byte[]>> TableAsync(Name table, string? scope = null) =>
        [.. (await Client().GetTableRows(new(Accounts.Contract, scope ?? Accounts.Contract.ToString(), table) { Json = false, Limit = 100 }, Cancellation)).Packed()];

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        await _node.DisposeAsync();
        await Store.DisposeAsync();
        _creatorKey.Dispose();
        OperatorKey.Dispose();
        TriggerKey.Dispose();
    }
}
