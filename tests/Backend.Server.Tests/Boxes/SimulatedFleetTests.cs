using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Backend.Testbed.Boxes;
using LocalEnergyMarket.Testbed.Processes;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Tests.Boxes;

/// <summary>Simulated boxes send while their backend is killed: what they were promised is in the database, once.</summary>
public sealed class SimulatedFleetTests(RunningSystem system) : IDisposable
{
    readonly ScratchFolder _scratch = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fleet_loses_and_doubles_nothing_when_its_backend_is_killed_and_it_would_be_seen()
    {
        using var files = new ServerFiles(_scratch.Path);
        var database = await system.Cluster.CreateDatabaseAsync(Cancellation);
        var backend = await StartAsync(files, database);
        using var fleet = await SimulatedFleet.EnrolAsync(database, 8, Cancellation);
        var (many, enough, start) = (40, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), system.Clock.GetUtcNow().AddHours(-2));
        start = new(start.Ticks - (start.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        var answers = 0;
        var streams = fleet.Boxes.Select(box =>
        {
            var meters = new SimulatedMeters(box, 2, start);
            return new SimulatedStream(
                box,
                new(() => Volatile.Read(ref backend).Address, files.Certificates),
                b => b.Batches.Count < many && b.Add(meters.Next(10)) is not null,
                window: 3,
                (_, _) =>
                {
                    if (Interlocked.Increment(ref answers) == 100)
                    {
                        enough.SetResult();
                    }
                });
        }).ToList();
        var running = Task.WhenAll(streams.Select(stream => stream.RunAsync(Cancellation)));
        await enough.Task.WaitAsync(Cancellation);
        await backend.Process.KillAsync();
        Volatile.Write(ref backend, await StartAsync(files, database));
        await running;

        Assert.All(streams, stream => Assert.True(stream.Connections >= 2 && stream.Breaks >= 1));
        Assert.All(fleet.Boxes, box => Assert.Equal((ulong)many, box.Stored));
        Assert.Empty(await fleet.CompareAsync(database, Cancellation));

        // The comparison itself can fail: a batch and a reading that are gone are seen.
        await RunAsync(database, "delete from lem.batch_ledger where box = $1 and sequence = 7", fleet.Boxes[0].Id);
        await RunAsync(database, "delete from lem.readings where sequence = 9 and register = 3 and meter_key = (select min(meter_key) from lem.meters where box = $1)", fleet.Boxes[1].Id);
        var seen = await fleet.CompareAsync(database, Cancellation);
        Assert.Contains(seen, sentence => sentence.Contains($"{fleet.Boxes[0].Id}: batch 7 is left out", StringComparison.Ordinal));
        Assert.Contains(seen, sentence => sentence.Contains($"{fleet.Boxes[1].Id}: of batch 9 50 readings are stored, 60 were signed", StringComparison.Ordinal));
        await backend.DisposeAsync();
    }

    public void Dispose() => _scratch.Dispose();

    Task<OneBackend> StartAsync(ServerFiles files, string database) =>
        OneBackend.StartAsync(_scratch.Path, files, database, "http://127.0.0.1:1", system.Clock, Cancellation);

    static async Task RunAsync(string database, string sql, Guid box)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = box } } };
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
