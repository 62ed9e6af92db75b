using LocalEnergyMarket.Connectivity.Tests.Parts;
using LocalEnergyMarket.Connectivity.Tests.Reports;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Connectivity.Tests;

/// <summary>The backend is away and the disk with the box's journal is full; later somebody makes room, and the backend is back.</summary>
[Collection<OneSite>]
public sealed class DiskFullTests(SharedSite shared)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_written_before_arrives_and_what_was_not_written_is_what_the_box_could_not_write()
    {
        Assert.SkipUnless(Environment.UserName == "root", "A small disk is mounted: run the tests as root to have it filled.");
        var (site, box) = (shared.Site, shared.NextBox());
        var disk = Directory.CreateDirectory(Path.Combine(box.Folder, "disk")).FullName;
        await CommandLine.RunAsync(["mount", "-t", "tmpfs", "-o", "size=16m", "none", disk], Cancellation);
        try
        {
            box.Configure(site, change: options => options["journalFile"] = Path.Combine(disk, "journal.db"));
            box.Start();
            await Progress.SentAsync(site, box, 2, Cancellation);
            await site.KillBackendAsync();

            // Somebody else fills the disk; then, as systemd would, the box is started again each time that it stops.
            await FillAsync(Path.Combine(disk, "filler"));
            var stops = 0;
            while (stops < 3)
            {
                Assert.Equal(1, await box.EndAsync(Cancellation));
                stops++;
                box.Start();
            }

            Assert.Contains("no space left", await File.ReadAllTextAsync(box.LogFile, Cancellation), StringComparison.Ordinal);
            File.Delete(Path.Combine(disk, "filler"));
            if (!box.Running)
            {
                await box.EndAsync(Cancellation);
                box.Start();
            }

            await Progress.ReadAsync(box, 10, Cancellation);
            await site.RestartBackendAsync(Cancellation);
            SiteReport.Check(await SiteReport.SettleAsync(site, [box], Cancellation));
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
