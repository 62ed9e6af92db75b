using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Telemetry.Ingest;
using LocalEnergyMarket.Backend.Telemetry.Slots;
using LocalEnergyMarket.Backend.Telemetry.Tests;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;
using Npgsql;

[assembly: AssemblyFixture(typeof(Database))]

namespace LocalEnergyMarket.Backend.Telemetry.Tests;

/// <summary>One PostgreSQL cluster for all tests of the assembly; each test has its own database.</summary>
public sealed class Database : IAsyncLifetime
{
    readonly ScratchFolder _folder = new();
    PostgresCluster? _cluster;

    public async ValueTask InitializeAsync() =>
        _cluster = await PostgresCluster.StartAsync(_folder.Path, TestContext.Current.CancellationToken);

    public async Task<Telemetry> TelemetryAsync(params IBatchWrite[] writes)
    {
        var cancellation = TestContext.Current.CancellationToken;
        return await OpenAsync(await _cluster!.CreateDatabaseAsync(cancellation), writes);
    }

    public static async Task<Telemetry> OpenAsync(string connection, params IBatchWrite[] writes)
    {
        var store = DocumentStore.For(options =>
        {
            options.Connection(connection);
            options.AddModule(new TelemetrySchema());
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(TestContext.Current.CancellationToken);
        return new(store, writes);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _folder.Dispose();
    }
}

/// <summary>The module on a database of its own.</summary>
public sealed class Telemetry(DocumentStore store, IBatchWrite[] writes) : IAsyncDisposable
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TimeProvider Clock { get; } = new StoppedClock(TestBox.Noon.Plus(400).Start);

    public ReadingPartitions Partitions { get; } = new(store.DataSource);

    public SlotEnergyQuery Slots { get; } = new(store.DataSource);

    public SlotClosing Closing { get; } = new(store.DataSource, Clock);

    /// <summary>As another process would: nothing is shared but the database.</summary>
    public BatchIngest NewIngest() => new(store.DataSource, new(store.DataSource), Clock, [.. writes, new SlotEnergyWrite(Clock)]);

    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var command = store.DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add(string.Join(' ', values.Select(value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    public NpgsqlDataSource DataSource => store.DataSource;

    public ValueTask DisposeAsync() => store.DisposeAsync();

    sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
