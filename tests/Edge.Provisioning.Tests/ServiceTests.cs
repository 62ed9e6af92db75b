using System.Globalization;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Provisioning.Tests;

/// <summary>The tool beside the box's service, which holds the journal.</summary>
public sealed class ServiceTests(Field field)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_service_runs_it_is_asked_what_arrived()
    {
        var site = field.NewSite("service");
        await site.PrepareAsync();
        await site.DoneAsync("enroll", "--code", await field.CodeAsync());
        var port = FreePorts.One();
        await File.WriteAllTextAsync(
            site.In("box.json"),
            (await File.ReadAllTextAsync(site.In("box.json"), Cancellation)).Replace("127.0.0.1:8090", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), StringComparison.Ordinal)
                .Replace("  \"local\"", "  \"batchSeconds\": 2,\n  \"local\"", StringComparison.Ordinal),
            Cancellation);
        await using var box = ChildProcess.Start("lem-box", site.In("logs"), [Site.Box, "--config", site.In("box.json")]);
        await box.UntilAsync("it answers", async token => await LoopbackPort.ListensAsync(port, token), TimeSpan.FromSeconds(60), Cancellation);
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}/") };
        await box.UntilAsync(
            "its meters answer", async token => (await http.GetStringAsync(new Uri("api/status", UriKind.Relative), token)).Contains("\"answers\": true", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), Cancellation);

        var check = await site.DoneAsync("check");
        Assert.Equal(site.Serial("pv"), check.Data("arrived")["serial"]!.ToString());
        Assert.NotNull(check.Data("arrived")["exportWh"]);
        Assert.True((await field.BoxAsync(site.BoxId))!.AcknowledgedSequence >= (ulong)(long)check.Data("backend")["sequence"]!);
        await site.ProblemAsync("LEM-P023", 1, "reset", "--yes", "--discard-readings");
        await site.ProblemAsync("LEM-P023", 1, "replace", "meter", "--new-serial", "x", "--first-export", "0");
        Signals.Terminate(box.Id);
        Assert.Equal(0, await box.WaitAsync(Cancellation));
    }
}
