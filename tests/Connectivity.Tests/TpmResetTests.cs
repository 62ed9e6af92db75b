using LocalEnergyMarket.Connectivity.Tests.Parts;
using LocalEnergyMarket.Connectivity.Tests.Reports;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Connectivity.Tests;

/// <summary>The TPM is cut off in the middle of signing, or loses what it keeps.</summary>
public sealed class TpmResetTests(SharedSite shared)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tpm_that_is_reset_again_and_again_costs_no_reading_and_no_restart()
    {
        var (site, box) = await shared.NextBoxAsync();
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
    public async Task A_tpm_that_is_cleared_loses_its_key_and_no_reading_and_enrolled_anew_the_box_goes_on_where_it_was()
    {
        var (site, box) = await shared.NextBoxAsync();
        await using var line = box.ConfigureOnLine(site, _ => { });
        box.Start();
        await Progress.SentAsync(site, box, 2, Cancellation);

        // What the lost key has signed waits for the backend.
        line.Unplug();
        await Progress.ReadAsync(box, 20, Cancellation);
        var (status, _, error) = await CommandLine.TryAsync(
            ["tpm2_clear", "-c", "lockout"], Cancellation, new Dictionary<string, string>(StringComparer.Ordinal) { ["TPM2TOOLS_TCTI"] = $"swtpm:host=127.0.0.1,port={box.Tpm.Port}" });
        Assert.True(status == 0, error);

        // It measures on.
        await SiteReport.UntilAsync(() => box.SaidAsync("No batch could be signed", Cancellation), Cancellation);
        await Progress.ReadAsync(box, 20, Cancellation);
        Assert.True(box.Running);
        Assert.Equal(0, await box.StopAsync(Cancellation));

        // A box with no key, or another one, does not start: nothing that it measured would be accepted.
        line.Plug();
        box.Start();
        Assert.Equal(1, await box.EndAsync(Cancellation));
        Assert.True(await box.SaidAsync("enrol", Cancellation), await File.ReadAllTextAsync(box.LogFile, Cancellation));

        var id = box.Id;
        await box.EnrolAsync(site, Cancellation);
        Assert.Equal(id, box.Id);
        box.Start();
        SiteReport.Check(await SiteReport.SettleAsync(site, [box], Cancellation));
        Assert.Equal(0, await box.StopAsync(Cancellation));
    }
}
