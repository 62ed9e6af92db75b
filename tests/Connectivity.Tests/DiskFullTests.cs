using LocalEnergyMarket.Connectivity.Tests.Parts;
using LocalEnergyMarket.Connectivity.Tests.Reports;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Connectivity.Tests;

/// <summary>The backend cannot be reached and the disk with the box's journal is full; later somebody makes room, and the line is back.</summary>
public sealed class DiskFullTests(SharedSite shared)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_box_goes_on_and_afterwards_each_reading_is_at_the_backend_or_counted()
    {
        Assert.SkipUnless(Environment.UserName == "root", "A small disk is mounted: run the tests as root to have it filled.");
        var (site, box) = await shared.NextBoxAsync();
        var disk = Directory.CreateDirectory(Path.Combine(box.Folder, "disk")).FullName;
        await CommandLine.RunAsync(["mount", "-t", "tmpfs", "-o", "size=16m", "none", disk], Cancellation);
        try
        {
            // More meters, so that the little room that is left is soon used up.
            box.AddMeters(18);
            await using var line = box.ConfigureOnLine(site, options => options["journalFile"] = Path.Combine(disk, "journal.db"));
            box.Start();
            await Progress.SentAsync(site, box, 2, Cancellation);
            line.Unplug();

            // Somebody else takes the disk, and then also what the box had set free for itself.
            await FillAsync(Path.Combine(disk, "other"));
            await SiteReport.UntilAsync(() => box.SaidAsync("The disk is full", Cancellation), Cancellation);
            await FillAsync(Path.Combine(disk, "more"));
            await SiteReport.UntilAsync(() => box.SaidAsync("were given up and counted", Cancellation), Cancellation);
            await Progress.ReadAsync(box, 10, Cancellation);

            File.Delete(Path.Combine(disk, "other"));
            File.Delete(Path.Combine(disk, "more"));
            await SiteReport.UntilAsync(() => box.SaidAsync("The journal can be written again", Cancellation), Cancellation);
            await Progress.ReadAsync(box, 10, Cancellation);
            line.Plug();
            var tallies = await SiteReport.SettleAsync(site, [box], Cancellation);
            SiteReport.Check(tallies);
            Assert.Contains(tallies, tally => tally.GivenUp > 0);

            // It never ended: nothing was cut off.
            Assert.All(tallies, tally => Assert.Equal(0, tally.Cut));
            Assert.Equal(0, await box.StopAsync(Cancellation));
        }
        finally
        {
            if (box.Running)
            {
                await box.KillAsync();
            }

            await CommandLine.RunAsync(["umount", "--lazy", disk], CancellationToken.None);
        }
    }

    static async Task FillAsync(string file)
    {
        try
        {
            await using var filler = new FileStream(file, FileMode.Create);
            while (true)
            {
                await filler.WriteAsync(new byte[4096], Cancellation);
                await filler.FlushAsync(Cancellation);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
