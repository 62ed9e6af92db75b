using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Provisioning.Tests;

/// <summary>Power cuts in the middle of the work: kill -9 at many moments of each step, which is then repeated until it is done.</summary>
public sealed class ResumeTests(Field field)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_step_can_be_cut_off_and_repeated()
    {
        var site = field.NewSite("killed");
        var boxes = (await field.Operator.ListBoxesAsync(new(), cancellationToken: Cancellation)).Boxes.Count;
        await CutAsync(site, ["init", .. site.First]);
        await site.SetClockAsync();
        await CutAsync(site, site.Add("pv"));
        await CutAsync(site, ["enroll", "--code", await field.CodeAsync()]);
        await CutAsync(site, ["link", "--unit", Plants.Solar(8), "--token-file", site.In("token")]);
        await CutAsync(site, ["check"]);
        var next = field.Plant.Meters.Single(meter => meter.Name == "battery");
        await CutAsync(site, ["replace", "meter", "--new-serial", site.Serial("battery"), "--new-type", next.Device.Type, "--new-port", $"{next.Port}", "--token-file", site.In("token")]);
        await CutAsync(site, ["check"]);
        await CutAsync(site, ["report", "--output", site.In("report.html")]);
        await site.DoneAsync("report", "verify", site.In("report.html"));

        // One box, whatever was repeated; one meter, one exchange.
        var box = (await field.BoxAsync(site.BoxId))!;
        Assert.Equal(site.Serial("battery"), Assert.Single(box.Links).MeterSerial);
        Assert.Single(box.FormerMeters);
        Assert.True(boxes < (await field.Operator.ListBoxesAsync(new(), cancellationToken: Cancellation)).Boxes.Count);
        Assert.DoesNotContain(Directory.GetFiles(Path.GetDirectoryName(site.In("box.json"))!), file => file.EndsWith(".new", StringComparison.Ordinal));
        await CutAsync(site, ["reset", "--yes", "--discard-readings"]);
        Assert.False(File.Exists(site.In("identity.json")));
    }

    /// <summary>Kills it after more and more of the time that it takes, until it is through.</summary>
    static async Task CutAsync(Site site, string[] step)
    {
        for (var milliseconds = 300; ; milliseconds *= 2)
        {
            await using var tool = ChildProcess.Start("cut", site.In("cut"), site.Command([.. step, "--json"]), new Dictionary<string, string>(StringComparer.Ordinal) { ["LANG"] = "C" });
            using var power = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            power.CancelAfter(TimeSpan.FromMilliseconds(milliseconds));
            try
            {
                Assert.Equal((0, string.Join(' ', step)), (await tool.WaitAsync(power.Token), string.Join(' ', step)));
                return;
            }
            catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
            {
                await tool.KillAsync();
            }
        }
    }
}
