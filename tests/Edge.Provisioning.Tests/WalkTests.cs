using System.Text.Json;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Provisioning.Tests;

/// <summary>From a sealed box to a signed report, with the tool as it is shipped.</summary>
public sealed class WalkTests(Field field)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("german", "de", 1)]
    [InlineData("english", "en", 2)]
    public async Task From_a_sealed_box_to_a_verified_signed_reading_and_its_report(string tpm, string language, int customer)
    {
        var site = field.NewSite(tpm);
        string[] lang = ["--lang", language, "--by", "Erika Muster"];
        var init = await site.DoneAsync(["init", .. site.First, .. lang]);
        Assert.Equal(["configuration", "configuration", "folder", "disk", "tpm", "key", "endorsement", "backend", "clock"], init.Lines.Select(line => line["step"]!.ToString()).Where(step => step != "tpm-owner"), StringComparer.Ordinal);
        Assert.False((bool)init.Data("tpm-owner")["sealed"]!);
        Assert.Equal("600", (await CommandLine.RunAsync(["stat", "--format", "%a", site.In("tpm-owner.txt")], Cancellation)).Trim());
        var secret = (await File.ReadAllTextAsync(site.In("tpm-owner.txt"), Cancellation)).Trim().Split(' ')[^1];
        Assert.Contains("tpm-owner.txt", init.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, init.Output, StringComparison.Ordinal);
        await site.SetClockAsync();

        // Again: nothing changes.
        Assert.Equal(init.Data("key")["publicKey"]!.ToString(), (await site.DoneAsync(["init", .. lang])).Data("key")["publicKey"]!.ToString());

        var added = await site.DoneAsync([.. site.Add("pv"), .. lang]);
        Assert.Contains(language == "de" ? "eingetragen" : "entered", added.Output, StringComparison.Ordinal);
        Assert.NotNull(added.Data("meter")["powerW"]);
        await site.DoneAsync([.. site.Add("household"), "--no-test", .. lang]);
        Assert.Contains(language == "de" ? "steht schon da" : "stands there already", (await site.DoneAsync([.. site.Add("pv"), "--no-test", .. lang])).Output, StringComparison.Ordinal);
        var read = await site.DoneAsync(["meters", "test", .. lang]);
        Assert.Equal(["export", "import"], read.Lines.Select(line => line["data"]!["direction"]!.ToString()), StringComparer.Ordinal);
        Assert.Contains(language == "de" ? "Stromwandler" : "transformers", read.Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(site.In("code"), "https://supplier.example/enroll?code=" + await field.CodeAsync(), Cancellation);
        var enrolled = await site.DoneAsync(["enroll", "--code-file", site.In("code"), .. lang]);
        Assert.Equal(site.BoxId, enrolled.Data("enrolled")["boxId"]!.ToString());
        await site.DoneAsync(["enroll", "--code-file", site.In("code"), .. lang]);
        await site.DoneAsync(["enroll", .. lang]);
        Assert.Equal("Ringstraße 3, Keller", (await field.BoxAsync(site.BoxId))!.Label);

        foreach (var (name, unit) in new[] { ("pv", Plants.Solar(customer)), ("household", Plants.Consumer(customer)) })
        {
            Assert.True((bool)(await site.DoneAsync(["link", "--meter", site.Serial(name), "--unit", unit.ToLowerInvariant(), "--token-file", site.In("token"), .. lang])).Data("link")["linked"]!);
        }

        Assert.Equal([site.Serial("pv"), site.Serial("household")], (await field.BoxAsync(site.BoxId))!.Links.Select(link => link.MeterSerial), StringComparer.Ordinal);

        var check = await site.DoneAsync(["check", .. lang]);
        var sequence = (long)check.Data("backend")["sequence"]!;
        Assert.Equal((1L, 2), (sequence, check.Lines.Count(line => line["step"]!.ToString() == "arrived")));
        Assert.Equal(1ul, (await field.BoxAsync(site.BoxId))!.AcknowledgedSequence);
        Assert.Equal(2L, (long)(await site.DoneAsync(["check", .. lang])).Data("backend")["sequence"]!);

        var report = await site.DoneAsync(["report", "--customer", "Familie <Beispiel>", "--place", "Ringstraße 3", "--confirm", "plates", "customer", "--output", site.In("report.html"), .. lang]);
        await ReportsAreHeldAgainstTheirContentAsync(site, report.Data("report")["qr"]!.ToString(), language);
        await site.TakenByBoxAsync();
        await Output.DocumentedAsync([init, added, read, enrolled, check, report]);
    }

    static async Task ReportsAreHeldAgainstTheirContentAsync(Site site, string qr, string language)
    {
        var verified = await site.DoneAsync(["report", "verify", site.In("report.html"), "--lang", language]);
        Assert.True((bool)verified.Data("report-verified")["keyCompared"]!);
        var page = await File.ReadAllTextAsync(site.In("report.html"), Cancellation);
        Assert.Contains("Familie &lt;Beispiel&gt;", page, StringComparison.Ordinal);
        Assert.Contains(language == "de" ? "☑</td><td>Der Kunde wurde eingewiesen" : "☑</td><td>The customer was instructed", page, StringComparison.Ordinal);
        Assert.Contains(language == "de" ? "Unterschrift Kunde" : "customer's signature", page, StringComparison.Ordinal);
        Assert.Equal(qr, await QrPeer.DecodeAsync(page, site.In("qr.pbm"), Cancellation));

        foreach (var (from, to) in new[] { ("Familie &lt;Beispiel&gt;", "Familie Anders"), ("Ringstraße 3", "Ringstraße 4"), ("M", "m"), ("☐", "☑"), ("</body>", "<p>2</p></body>") })
        {
            var at = page.LastIndexOf(from, StringComparison.Ordinal);
            await File.WriteAllTextAsync(site.In("changed.html"), page[..at] + to + page[(at + from.Length)..], Cancellation);
            var said = await site.RunAsync("report", "verify", site.In("changed.html"));
            Assert.True(said.Status == 1 && said.Problems[0] is "LEM-P080" or "LEM-P081", $"{from}: {said.Output}");
        }

        await site.ProblemAsync("LEM-P080", 1, "report", "verify", site.In("box.json"));
        await site.ProblemAsync("LEM-P082", 1, "report", "verify", site.In("report.html"), "--key", "PUB_R1_other");
        File.Move(site.In("box.json"), site.In("away.json"));
        Assert.False((bool)(await site.DoneAsync("report", "verify", site.In("report.html"))).Data("report-verified")["keyCompared"]!);
        File.Move(site.In("away.json"), site.In("box.json"));
    }
}

/// <summary>The fields of JSON lines that docs/provisioning.md promises.</summary>
static class Output
{
    static readonly string[] Fields = ["step", "ok", "title", "message", "note", "problem", "what", "remedy", "data"];

    public static async Task DocumentedAsync(IEnumerable<Said> said)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Data", "provisioning.md"), TestContext.Current.CancellationToken);
        Assert.All(Fields, field => Assert.Contains($"`{field}`", page, StringComparison.Ordinal));
        foreach (var line in said.SelectMany(s => s.Lines))
        {
            Assert.Empty(line.Select(member => member.Key).Except(Fields, StringComparer.Ordinal));
            Assert.Equal([JsonValueKind.String, JsonValueKind.String, JsonValueKind.String], new[] { "step", "title", "message" }.Select(name => line[name]!.GetValueKind()));
            Assert.Contains($"`{line["step"]}`", page, StringComparison.Ordinal);
        }
    }
}
