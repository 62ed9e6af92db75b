using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.MainJob;
using LocalEnergyMarket.MainJob.Parts;

namespace LocalEnergyMarket.EndToEnd;

/// <summary>Power cuts in the middle of the main job.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task Killing_the_backend_a_box_and_PostgreSQL_loses_no_acknowledged_reading_and_doubles_none()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var running = await RunningSystem.StartAsync(cancellation);
        var (system, job) = (running.System, running.Job);
        var acknowledged = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var step in job.Steps)
        {
            await step.RunAsync(cancellation);
            switch (step.Name)
            {
                case "Outbid":
                    await AcknowledgedAsync(job, acknowledged, cancellation);
                    await Task.WhenAll(system.Backend.Process.KillAsync(), system.Boxes[0].Process.KillAsync());
                    await Task.WhenAll(system.Backend.Process.StartAsync(cancellation), system.Boxes[0].Process.StartAsync(cancellation));
                    break;
                case "The supplier buys what is unsold":
                    await AcknowledgedAsync(job, acknowledged, cancellation);
                    await Task.WhenAll(system.Postgres.KillAsync(), system.Boxes[1].Process.KillAsync());
                    await Task.WhenAll(system.Postgres.RestartAsync(cancellation), system.Boxes[1].Process.StartAsync(cancellation));
                    await ServesAsync(job, cancellation);
                    break;
                case "Ask a box for a reading through the chain (send_data)":
                    // A box that is away at a quarter hour's edge cannot know the edge's value: in delivery the others are killed.
                    await AcknowledgedAsync(job, acknowledged, cancellation);
                    await DeliveryAsync(running, cancellation);
                    await Task.WhenAll(system.Backend.Process.KillAsync(), system.Postgres.KillAsync());
                    await system.Postgres.RestartAsync(cancellation);
                    await system.Backend.Process.StartAsync(cancellation);
                    await ServesAsync(job, cancellation);
                    break;
                default:
                    break;
            }
        }

        await AcknowledgedAsync(job, acknowledged, cancellation);
        foreach (var box in system.Boxes)
        {
            await box.Process.StopAsync();
            await CompareAsync(system, box, acknowledged[box.BoxId], cancellation);
        }

        Assert.Equal(0, await Ledger.CountAsync(system.Database, "select count(*) from lem.refused_batches", cancellation));
        Assert.Equal(0, await Ledger.CountAsync(system.Database, "select count(*) - count(distinct (meter_key, register, ts)) from lem.readings", cancellation));
        Assert.Equal(0, await Ledger.CountAsync(system.Database, "select (select sum(readings) from lem.batch_ledger) - (select count(*) from lem.readings)", cancellation));
        foreach (var trader in Neighbourhood.Traders)
        {
            var energy = job.Facts.Energies.Single(e => e.UnitNumber == trader.UnitNumber);
            var (drawn, fedIn) = system.Plant.In(trader.Meter, job.Facts.Timeslot);
            Assert.Equal((trader.UnitNumber, drawn, fedIn), (trader.UnitNumber, energy.ImportWh, energy.ExportWh));
        }
    }

    /// <summary>Every batch that was ever acknowledged is at the backend as the box has it, and their numbers have no gap.</summary>
    static async Task CompareAsync(MarketSystem system, BoxPart box, ulong acknowledged, CancellationToken cancellation)
    {
        var backend = await Ledger.OfBackendAsync(system.Database, box.BoxId, cancellation);
        var journal = Ledger.OfBox(box.JournalFile);
        Assert.Equal(Enumerable.Range(1, backend.Count).Select(sequence => (long)sequence), backend.Keys);
        Assert.InRange((ulong)backend.Count, Math.Max(acknowledged, 1), ulong.MaxValue);
        Assert.All(backend, batch => Assert.Equal(batch.Value, journal[batch.Key]));
    }

    /// <summary>What the boxes were told is safe; it never becomes less.</summary>
    static async Task AcknowledgedAsync(MainJobRun job, Dictionary<string, ulong> acknowledged, CancellationToken cancellation)
    {
        var boxes = await job.Api.Operator.Registry.ListBoxesAsync(new(), cancellationToken: cancellation);
        foreach (var box in boxes.Boxes)
        {
            acknowledged[box.BoxId] = Math.Max(acknowledged.GetValueOrDefault(box.BoxId), box.AcknowledgedSequence);
        }
    }

    /// <summary>Waits until the backend answers again from its database.</summary>
    static async Task ServesAsync(MainJobRun job, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await job.Api.Operator.Registry.ListCustomersAsync(new(), cancellationToken: cancellation);
                return;
            }
            catch (UnavailableException)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Waits until the quarter hour runs and its energy has begun to flow.</summary>
    static async Task DeliveryAsync(RunningSystem running, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (running.System.Clock.GetUtcNow() < running.Job.Facts.Timeslot.Start.AddMinutes(6))
        {
            await timer.WaitForNextTickAsync(cancellation);
        }
    }
}
