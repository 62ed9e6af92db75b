using System.Text.Json;
using LocalEnergyMarket.Backend.Store;
using Npgsql;
using static LocalEnergyMarket.Benchmarks.Store.StoreSuite;

namespace LocalEnergyMarket.Benchmarks.Store;

/// <summary>The state of one stream, computed from its events.</summary>
static class AggregateCases
{
    static readonly TimeSpan Time = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(DocumentStore store, NpgsqlDataSource raw, TextWriter output)
    {
        await output.WriteLineAsync($"\n{"aggregated from its stream",-34}{"events a second",18}{"read, parsed",18}");
        foreach (var length in new[] { 10, 100, 1_000 })
        {
            var stream = Guid.CreateVersion7();
            await using (var session = store.LightweightSession())
            {
                session.Events.StartStream<TripLength>(stream, [new TripStarted("anna", 1, Samples.Noon), .. Enumerable.Range(1, length - 1).Select(i => Samples.Moved(i))]);
                await session.SaveChangesAsync(CancellationToken.None);
            }

            var theirs = await Load.RunAsync(1, Time, _ => () => RawAsync(raw, stream));
            var ours = await Load.RunAsync(1, Time, _ => () => AggregateAsync(store, stream, length));
            await output.WriteLineAsync($"{$"  {length:N0} events",-34}{Text(ours.Rate * length, "N0"),18}{Text(theirs.Rate * length, "N0"),18}");
        }
    }

    static async Task AggregateAsync(DocumentStore store, Guid stream, int length)
    {
        await using var session = store.QuerySession();
        if ((await session.Events.AggregateStreamAsync<TripLength>(stream))?.Moves != length - 1)
        {
            throw new InvalidOperationException("An event is lacking.");
        }
    }

    static async Task RawAsync(NpgsqlDataSource raw, Guid stream)
    {
        await using var command = raw.CreateCommand("select data, type from mt_events where stream_id = $1 order by version");
        command.Parameters.Add(new() { Value = stream });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            _ = reader.GetString(1) == "trip_moved"
                ? (object?)JsonSerializer.Deserialize<TripMoved>(reader.GetString(0), StoreJson.Options)
                : JsonSerializer.Deserialize<TripStarted>(reader.GetString(0), StoreJson.Options);
        }
    }
}
