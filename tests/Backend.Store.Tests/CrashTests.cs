using System.Collections.Concurrent;
using System.Globalization;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Tests;

/// <summary>PostgreSQL is killed, and its sessions are ended, while many callers append: what was acknowledged is there, whole and once.</summary>
public sealed class CrashTests
{
    const int Callers = 16;
    const int Kills = 5;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Acknowledged_units_of_work_survive_a_kill_whole_and_once()
    {
        using var folder = new ScratchFolder();
        await using var cluster = await PostgresCluster.StartAsync(folder.Path, Cancellation);
        await using var store = await Database.OpenAsync(await cluster.CreateDatabaseAsync(Cancellation));
        var acknowledged = new ConcurrentDictionary<int, bool>();
        var next = 0;
        var random = new Random(11);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var stop = new CancellationTokenSource();
            var until = acknowledged.Count + random.Next(40, 400);
            var callers = Enumerable.Range(0, Callers).Select(_ => LoadAsync(store, () => Interlocked.Increment(ref next), acknowledged, stop.Token)).ToList();
            while (acknowledged.Count < until)
            {
                Assert.False(Task.WhenAll(callers).IsCompleted);
                await Task.Yield();
            }

            if (kill % 2 == 0)
            {
                await cluster.KillAsync();
                await stop.CancelAsync();
                await Task.WhenAll(callers);
                await cluster.RestartAsync(Cancellation);
            }
            else
            {
                await TerminateAsync(cluster);
                await stop.CancelAsync();
                await Task.WhenAll(callers);
            }

            store.DataSource.Clear();
        }

        // Two streams of two and one event, and a document, of each unit of work.
        var found = await ReadAsync(store);
        Assert.All(acknowledged.Keys, unit => Assert.True(found.ContainsKey(unit), $"unit {unit} was acknowledged and is lost"));
        Assert.All(found, unit => Assert.Equal((3L, 1L), unit.Value));
    }

    static async Task LoadAsync(DocumentStore store, Func<int> next, ConcurrentDictionary<int, bool> acknowledged, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var unit = next();
            try
            {
                await using var session = store.LightweightSession();
                session.Events.Append(Guid.CreateVersion7(), new OrderNoted($"{unit}"), new OrderNoted($"{unit}"));
                session.Events.Append(Guid.CreateVersion7(), new OrderNoted($"{unit}"));
                session.Store(new Tariff($"{unit}", new(unit)));
                await session.SaveChangesAsync(Cancellation);
                acknowledged.TryAdd(unit, true);
            }
            catch (NpgsqlException)
            {
                // Not acknowledged: it may be there or not.
            }
        }
    }

    static async Task TerminateAsync(PostgresCluster cluster)
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = source.CreateCommand("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'");
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    static async Task<Dictionary<int, (long Events, long Documents)>> ReadAsync(DocumentStore store)
    {
        await using var command = store.DataSource.CreateCommand("""
            select coalesce(e.unit, d.id), coalesce(e.n, 0), (d.id is not null)::int::bigint
            from (select data ->> 'text' as unit, count(*) as n from mt_events group by 1) e full join mt_doc_tariff d on d.id = e.unit
            """);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var found = new Dictionary<int, (long, long)>();
        while (await reader.ReadAsync(Cancellation))
        {
            found.Add(int.Parse(reader.GetString(0), CultureInfo.InvariantCulture), (reader.GetInt64(1), reader.GetInt64(2)));
        }

        return found;
    }
}
