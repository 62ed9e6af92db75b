using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Provisioning.Tests;

public sealed class GuideTests(Field field)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_a_terminal_it_asks_for_all_it_needs_and_goes_on_where_it_was_left()
    {
        var site = field.NewSite("guided");
        var meter = field.Plant.Meters.Single(meter => meter.Name == "pv");

        // Without a terminal it says which step is next and what it needs.
        var said = await site.ProblemAsync("LEM-P002", 3, ["guide", .. site.First]);
        Assert.Equal("enroll", said.Lines[^1]["data"]!["next"]!.ToString());
        await site.SetClockAsync();
        await site.DoneAsync(["meters", "add", "--serial", site.Serial("pv"), "--type", meter.Device.Type, "--host", "127.0.0.1", "--port", $"{meter.Port}"]);

        var screen = await TypeAsync(site, "de", ["nonsense", await field.CodeAsync(), "n", "SEE1", Plants.Solar(9)]);
        Assert.Contains("keine 0, 1, 8, 9", screen, StringComparison.Ordinal);
        Assert.Contains("LEM-P060", screen, StringComparison.Ordinal);

        screen = await TypeAsync(site, "en", [Plants.Solar(9), "Erika Muster", "Ringstr. 3", "y", "y", "n", "y"]);
        Assert.Contains("done already", screen, StringComparison.Ordinal);
        Assert.Contains("the box is in service", screen, StringComparison.Ordinal);
        var report = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(site.In("box.json"))!, "commissioning-*.html"));
        var page = await File.ReadAllTextAsync(report, Cancellation);
        Assert.Contains("Erika Muster", page, StringComparison.Ordinal);
        Assert.Contains("☑</td><td>Serial numbers and types were compared", page, StringComparison.Ordinal);
        Assert.Contains("☐</td><td>The box is mounted", page, StringComparison.Ordinal);
        Assert.Equal(Plants.Solar(9), Assert.Single((await field.BoxAsync(site.BoxId))!.Links).UnitNumber);

        // And twice confirmed, everything is gone again.
        await TypeAsync(site, "en", ["y", "n"], "reset");
        Assert.True(File.Exists(site.In("identity.json")));
        await TypeAsync(site, "en", ["y", "y"], "reset");
        Assert.False(File.Exists(site.In("identity.json")));
    }

    /// <summary>Under a pseudo terminal, with these lines typed.</summary>
    static async Task<string> TypeAsync(Site site, string language, string[] lines, params string[] command)
    {
        await File.WriteAllTextAsync(site.In("typed"), string.Concat(lines.Select(line => line + "\r")), Cancellation);
        var tool = string.Join(' ', site.Command([.. command, "--lang", language, "--token-file", site.In("token")]).Select(argument => $"'{argument}'"));

        // The lines are typed one by one as the questions come: a pipe that is full at once would be the same to a terminal.
        var (_, output, error) = await CommandLine.TryAsync(
            ["script", "--quiet", "--return", "--command", $"stty cols 200 -echo; {tool}", "/dev/null"], Cancellation,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["TERM"] = "xterm" }, site.In("typed"));
        return output + error;
    }
}
