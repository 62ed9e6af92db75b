using LocalEnergyMarket.Connectivity.Tests.Reports;
using LocalEnergyMarket.Connectivity.Tests.Parts;

namespace LocalEnergyMarket.Connectivity.Tests;

/// <summary>A meter falls silent and comes back.</summary>
public sealed class SilentMeterTests(SharedSite shared)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_meter_is_marked_missing_and_costs_the_other_nothing()
    {
        var (site, box) = await shared.NextBoxAsync();
        var (silent, other) = (box.Meters[0], box.Meters[1]);
        box.Start();
        await Progress.SentAsync(site, box, 1, Cancellation);
        for (var round = 1; round <= 2; round++)
        {
            silent.Silent = true;
            var from = (await MissingAsync(), other.Served.Count);
            await SiteReport.UntilAsync(async () => await MissingAsync() > from.Item1 && other.Served.Count > from.Count + 10, Cancellation);
            silent.Silent = false;
            var read = silent.Served.Count;
            await SiteReport.UntilAsync(() => Task.FromResult(silent.Served.Count > read + 3), Cancellation);
        }

        var tallies = await SiteReport.SettleAsync(site, [box], Cancellation);
        SiteReport.Check(tallies);
        Assert.Equal(0, await box.StopAsync(Cancellation));

        async Task<int> MissingAsync() =>
            (await BackendLedger.ReadAsync(site.Database, box.Id, Cancellation)).Count(reading => reading.Serial == silent.Serial && reading.IsMissing);
    }
}
