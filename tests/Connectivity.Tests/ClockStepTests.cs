using LocalEnergyMarket.Connectivity.Tests.Parts;
using LocalEnergyMarket.Connectivity.Tests.Reports;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Connectivity.Tests;

/// <summary>The box's wall clock is set, forwards and back, while it runs.</summary>
public sealed class ClockStepTests(SharedSite shared)
{
    /// <summary>Of the shared site: market seconds in a real one.</summary>
    const int Factor = 5;

    /// <summary>Market's clock; smaller ones, if there are any, are the machine's breath.</summary>
    static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(25);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_the_clock_says_each_reading_arrives_once_and_steps_are_told_and_marked()
    {
        var (site, box) = await shared.NextBoxAsync();
        using var clock = await SettableClock.FitAsync(box, Cancellation);
        box.Start();
        await Progress.SentAsync(site, box, 2, Cancellation);

        // Back by more than the test waits for anything: a box that waited for its old time would be found out.
        int[] ahead = [20, 900, 890, 0, -30, 0];
        foreach (var seconds in ahead)
        {
            clock.Ahead = TimeSpan.FromSeconds(seconds);
            await Progress.SentAsync(site, box, 3, Cancellation);
        }

        SiteReport.Check(await SiteReport.SettleAsync(site, [box], Cancellation));

        var steps = (await BackendLedger.StepsAsync(site.Database, box.Id, Cancellation)).Where(step => step.By.Duration() >= Noticeable).ToList();
        var set = ahead.Zip(ahead.Prepend(0), (to, from) => (double)(to - from) * Factor).ToList();
        Assert.Equal(set, steps.Select(step => Math.Round(step.By.TotalSeconds / Factor) * Factor));
        var ledger = await BackendLedger.ReadAsync(site.Database, box.Id, Cancellation);
        foreach (var meter in box.Meters)
        {
            var readings = ledger.Where(reading => reading.Serial == meter.Serial).ToList();
            Assert.DoesNotContain(readings, reading => reading.Sequence < steps[0].Sequence && reading.Quality == Quality.ClockUnsure);
            Assert.All(steps, step => Assert.Equal(Quality.ClockUnsure, readings.First(reading => reading.Sequence >= step.Sequence).Quality));

            // Time goes on from reading to reading, and back only where the box says that its clock was set back.
            foreach (var (one, next) in readings.Zip(readings.Skip(1)).Where(pair => pair.Second.Time <= pair.First.Time))
            {
                Assert.Contains(steps, step => step.By < TimeSpan.Zero && step.Sequence > one.Sequence && step.Sequence <= next.Sequence);
            }
        }

        Assert.Equal(0, await box.StopAsync(Cancellation));
    }
}
