using System.Text.Json;
using LocalEnergyMarket.Backend.Store;
using Npgsql;
using static LocalEnergyMarket.Benchmarks.Store.StoreSuite;

namespace LocalEnergyMarket.Benchmarks.Store;

/// <summary>Projections made anew from 200,000 events of 20,000 streams, and followed by the daemon.</summary>
static class RebuildCases
{
    const int Streams = 20_000;
    const int Each = 10;

    const string Fill = """
        insert into mt_streams (id, version) select md5(n::text)::uuid, 10 from generate_series(1, 20000) n;
        insert into mt_events (seq_id, id, stream_id, version, data, type, "timestamp", tenant_id, mt_dotnet_type, is_archived)
        select nextval('mt_events_sequence'), gen_random_uuid(), md5(n::text)::uuid, v,
          case v when 1 then '{"driver":"anna","place":1,"at":"2026-06-21T12:00:00+00:00"}' else format('{"place":%s,"speed":50,"note":"on the way to somewhere"}', n + v) end::jsonb,
          case v when 1 then 'trip_started' else 'trip_moved' end, now(), '*DEFAULT*', null, false
        from generate_series(1, 20000) n, generate_series(1, 10) v order by v, n;
        analyze mt_events;
        """;

    public static async Task RunAsync(string connection, TextWriter output)
    {
        await using var store = DocumentStore.For(options =>
        {
            options.Connection(connection);
            options.DatabaseSchemaName = "rebuilt";
            Samples.ConfigureProjections(options);
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(CancellationToken.None);
        await using (var fill = store.DataSource.CreateCommand(Fill))
        {
            fill.CommandTimeout = 120;
            await fill.ExecuteNonQueryAsync();
        }

        await output.WriteLineAsync($"\n{$"projections, {Streams * Each:N0} events",-44}{"events a second",18}");
        var daemon = store.BuildProjectionDaemon();
        await WriteAsync(output, "  rebuilt: 20,000 documents, one a stream", () => daemon.RebuildProjectionAsync<Trip>(CancellationToken.None));
        await WriteAsync(output, "  rebuilt: 50 documents of all streams", () => daemon.RebuildProjectionAsync<AreaTrips>(CancellationToken.None));
        await WriteAsync(output, "  read and parsed, nothing else", () => ReadAsync(store.DataSource));
        await using (var reset = store.DataSource.CreateCommand("delete from mt_event_progression; delete from mt_doc_areatrips; truncate mt_doc_trip"))
        {
            await reset.ExecuteNonQueryAsync();
        }

        await WriteAsync(output, "  followed by the daemon, both", () => daemon.CatchUpAsync(CancellationToken.None));
    }

    static async Task ReadAsync(NpgsqlDataSource raw)
    {
        await using var command = raw.CreateCommand("select data, type from mt_events order by seq_id");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            _ = reader.GetString(1) == "trip_moved"
                ? (object?)JsonSerializer.Deserialize<TripMoved>(reader.GetString(0), StoreJson.Options)
                : JsonSerializer.Deserialize<TripStarted>(reader.GetString(0), StoreJson.Options);
        }
    }

    static async Task WriteAsync(TextWriter output, string name, Func<Task> work)
    {
        var start = TimeProvider.System.GetTimestamp();
        await work();
        await output.WriteLineAsync($"{name,-44}{Text(Streams * Each / TimeProvider.System.GetElapsedTime(start).TotalSeconds, "N0"),18}");
    }
}
