using LocalEnergyMarket.Connectivity.Tests.Parts;
using LocalEnergyMarket.Connectivity.Tests.Reports;

namespace LocalEnergyMarket.Connectivity.Tests;

/// <summary>The TPM is cut off in the middle of signing, and meters fall silent.</summary>
[Collection<OneSite>]
public sealed class TpmResetTests(SharedSite shared)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tpm_that_is_reset_again_and_again_costs_no_reading_and_no_restart()
    {
        var (site, box) = (shared.Site, shared.NextBox());
        box.Start();
        await Progress.SentAsync(site, box, 2, Cancellation);
        for (var reset = 1; reset <= 8; reset++)
        {
            await box.Tpm.PowerOffAsync();
            await Progress.ReadAsync(box, 5 + reset, Cancellation);
            await box.Tpm.PowerOnAsync(Cancellation);
            await Progress.SentAsync(site, box, 2, Cancellation);
        }

        SiteReport.Check(await SiteReport.SettleAsync(site, [box], Cancellation));
        Assert.True(box.Running);
        Assert.Contains("No batch could be signed", await File.ReadAllTextAsync(box.LogFile, Cancellation), StringComparison.Ordinal);

        // And a box that is switched on while its TPM is away measures, and signs later.
        await box.StopAsync(Cancellation);
        await box.Tpm.PowerOffAsync();
        box.Start();
        await Progress.ReadAsync(box, 10, Cancellation);
        await box.Tpm.PowerOnAsync(Cancellation);
        SiteReport.Check(await SiteReport.SettleAsync(site, [box], Cancellation));
        Assert.Equal(0, await box.StopAsync(Cancellation));
    }

    [Fact]
    public async Task A_silent_meter_is_marked_missing_and_costs_the_other_nothing()
    {
        var (site, box) = (shared.Site, shared.NextBox());
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
