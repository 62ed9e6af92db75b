using System.Collections.Concurrent;
using LocalEnergyMarket.Backend.Telemetry.Ingest;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;
using Npgsql;

namespace LocalEnergyMarket.Backend.Telemetry.Tests;

public sealed class CrashTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_before_a_power_cut_of_the_database_is_there_once_afterwards()
    {
        using var folder = new ScratchFolder();
        await using var cluster = await PostgresCluster.StartAsync(folder.Path, Cancellation);
        await using var telemetry = await Database.OpenAsync(await cluster.CreateDatabaseAsync(Cancellation));
        List<TestBox> boxes = [new(), new(), new()];
        var acknowledged = new ConcurrentDictionary<(Guid Box, ulong Sequence), bool>();
        var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var restarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var sending = boxes.ConvertAll(async box =>
        {
            var ingest = telemetry.NewIngest();
            for (var i = 0; i < 40; i++)
            {
                // The last ones come after the cut, however slowly it comes.
                await (i == 35 ? restarted.Task : Task.CompletedTask);
                var batch = box.Next([TestBox.Energy(i * 60, i * 100)]);
                while (await TrySendAsync(box, ingest, batch) is not { } outcome || !acknowledged.TryAdd((box.Enrolled.Id, outcome.Sequence), true))
                {
                    await restarted.Task;
                }

                if (acknowledged.Count >= 30)
                {
                    cut.TrySetResult();
                }
            }
        });
        await cut.Task;
        await cluster.KillAsync();
        var before = acknowledged.Count;
        await cluster.RestartAsync(Cancellation);
        restarted.SetResult();
        await Task.WhenAll(sending);

        Assert.InRange(before, 30, 105);
        Assert.Equal(120, acknowledged.Count);
        Assert.Equal(
            ["120 120 120"],
            await telemetry.RowsAsync("select (select count(*) from batch_ledger), (select count(*) from readings), (select count(distinct (meter_key, ts)) from readings)"));
        Assert.Equal(["6"], await telemetry.RowsAsync("select count(*) from slot_energies where version = 1 and export_wh = 1500"));
        Assert.Equal(["6"], await telemetry.RowsAsync("select count(*) from slot_energies"));
        boxes.ForEach(box => box.Dispose());
    }

    static async Task<BatchAccepted?> TrySendAsync(TestBox box, BatchIngest ingest, SentBatch batch)
    {
        try
        {
            return Assert.IsType<BatchAccepted>(await box.SendAsync(ingest, batch));
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
