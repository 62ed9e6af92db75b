using System.Globalization;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;
using Npgsql;

namespace LocalEnergyMarket.Benchmarks.Store;

/// <summary>`./lem bench store`: the store of events and documents on a PostgreSQL of its own, with durable commits, and the same by Npgsql alone.</summary>
static class StoreSuite
{
    public static bool Has(string word) => word.Length > 3 && "store".Contains(word, StringComparison.OrdinalIgnoreCase);

    public static async Task RunAsync(TextWriter output)
    {
        var before = Machine();
        using var folder = new ScratchFolder();
        await using var cluster = await PostgresCluster.StartAsync(folder.Path, CancellationToken.None);
        var connection = await cluster.CreateDatabaseAsync(CancellationToken.None);
        await using var store = DocumentStore.For(options =>
        {
            options.Connection(connection);
            Samples.Configure(options);
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(CancellationToken.None);
        var raw = new NpgsqlDataSourceBuilder(connection);
        raw.ConnectionStringBuilder.SearchPath = "lem";
        raw.ConnectionStringBuilder.MaxPoolSize = 100;
        raw.ConnectionStringBuilder.MaxAutoPrepare = 50;
        raw.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        raw.ConnectionStringBuilder.NoResetOnClose = true;
        await using var beside = raw.Build();
        await AppendCases.RunAsync(store, new(beside), output);
        await DocumentCases.RunAsync(store, beside, output);
        await AggregateCases.RunAsync(store, beside, output);
        await RebuildCases.RunAsync(connection, output);
        await output.WriteLineAsync($"  load of the machine {before} before, {Machine()} after");
    }

    public static string Text(double value, string format = "N2") => value.ToString(format, CultureInfo.InvariantCulture);

    static string Machine() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
