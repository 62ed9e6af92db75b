using System.Collections.Concurrent;
using LocalEnergyMarket.Backend.Mastr.Soap;
using LocalEnergyMarket.Backend.Mastr.Soap.Sync;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;
using LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;
using LocalEnergyMarket.Backend.Store;
using Npgsql;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap;

/// <summary>A sync with everything it needs: a peer, a database, a clock that does not wait.</summary>
sealed class SyncBench(DocumentStore store, SoapPeer peer) : IAsyncDisposable, IUnitsInUse, ISyncRun
{
    public static readonly SyncScope Area = new(All: false, ["48155"], [], [], [], Gas: false);

    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public SoapPeer Peer => peer;

    public World World => peer.World;

    public SyncScope Scope { get; set; } = Area;

    public int PageSize { get; set; } = 2000;

    public string ApiKey { get; set; } = Samples.ApiKey;

    public PatienceRules Patience { get; set; } = PatienceRules.Default;

    public List<string> OwnUnits { get; } = [];

    public HurriedTime Time { get; } = new(new(2026, 11, 22, 7, 36, 54, TimeSpan.Zero));

    public ConcurrentQueue<string> Said { get; } = new();

    public ConcurrentQueue<string> Warnings { get; } = new();

    /// <summary>Is called in every transaction, before it is committed.</summary>
    public Action BeforeCommit { get; set; } = () => { };

    public SyncStore Syncs { get; } = new(store.DataSource);

    /// <summary>An empty register and a peer of its own.</summary>
    public static async Task<SyncBench> StartAsync(SyncPlace place)
    {
        var bench = new SyncBench(place.Store, await SoapPeer.StartAsync(TestContext.Current.CancellationToken));
        await bench.ClearAsync();
        return bench;
    }

    public Task<string> SyncAsync(bool full = false, CancellationToken? cancellation = null) =>
        new MastrSync(Client(), Syncs, this, new(Scope, RoundRules.Default, Patience, PageSize, ReservePercent: 10), Time)
            .RunAsync(this, full, cancellation ?? TestContext.Current.CancellationToken);

    MastrClient Client() => new(_http, peer.Endpoint, SoapVersion.Soap11, new(ApiKey, Samples.Actor), TimeSpan.FromSeconds(60), TimeProvider.System);

    /// <summary>Everything the register holds, one line a record, without the times of the database.</summary>
    public async Task<IReadOnlyList<string>> DumpAsync()
    {
        var lines = new List<string>();
        await using var command = store.DataSource.CreateCommand(
            "select kind || ' ' || number || ' ' || (gone_at is not null) || ' ' || data::text from mastr_records order by kind, number");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var command = store.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is T value ? value : default;
    }

    /// <summary>An element of a record that is there.</summary>
    public Task<string?> FieldAsync(string kind, string number, string field) => ScalarAsync<string>(
        $"select data ->> '{field}' from mastr_records where kind = {Kinds.MastrKinds.Get(kind).Id} and number = '{number}'");

    /// <summary>The whole of it as on the first day.</summary>
    public async Task ClearAsync()
    {
        await ScalarAsync<int>("truncate mastr_sync, mastr_sync_asks, mastr_sync_units, mastr_records");
    }

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>>([.. OwnUnits]);

    public Task ProgressAsync(long done, long? total, string stage, CancellationToken cancellation) => Task.CompletedTask;

    public Task SayAsync(string message, CancellationToken cancellation)
    {
        Said.Enqueue(message);
        return Task.CompletedTask;
    }

    public Task WarnAsync(string message, CancellationToken cancellation)
    {
        Warnings.Enqueue(message);
        return Task.CompletedTask;
    }

    public Task FenceAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        BeforeCommit();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await peer.DisposeAsync();
    }
}
