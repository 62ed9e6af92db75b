using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Provisioning.Tests;

/// <summary>What goes wrong at a box, made to go wrong: each with its id, its exit status, and what to do in both languages.</summary>
public sealed class ProblemTests(Field field)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_there_yet()
    {
        var site = field.NewSite("problems");
        await site.ProblemAsync("LEM-P001", 1, "check");
        await site.ProblemAsync("LEM-P002", 3, "init");
        await site.ProblemAsync("LEM-P002", 3, "guide");
        await site.ProblemAsync("LEM-P010", 1, "init", "--backend", site.Backend, "--authority", "authority.pem", "--tpm", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePorts.One()}"));
        await site.ProblemAsync("LEM-P010", 1, "check");
        var (status, output, _) = await site.TextAsync("check", "--lang", "de");
        Assert.Equal(1, status);
        Assert.Contains("Es ist kein TPM zu finden. [LEM-P010]", output, StringComparison.Ordinal);
        Assert.Contains("→ Sitz des Moduls prüfen", output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(site.In("box.json"), "{ \"backends\": [], ", Cancellation);
        await site.ProblemAsync("LEM-P001", 1, "meters", "test");
        Assert.Equal(2, (await site.RunAsync("nonsense")).Status);
    }

    [Fact]
    public async Task The_backend_cannot_be_reached_or_is_not_the_suppliers()
    {
        var site = field.NewSite("problems");
        var closed = string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{FreePorts.One()}");
        await site.ProblemAsync("LEM-P031", 1, "init", "--backend", closed, "--authority", "authority.pem", "--tpm", site.Tpm2);
        await site.ProblemAsync("LEM-P030", 1, await WithAsync(closed, "https://no.such.host.invalid:8443"));
        await site.ProblemAsync("LEM-P034", 1, await WithAsync("\"tpm\"", "\"proxy\": \"socks5://127.0.0.1:1\", \"tpm\""));
        await WithAsync("\"proxy\": \"socks5://127.0.0.1:1\", ", "");
        await site.ProblemAsync("LEM-P033", 1, await WithAsync("https://no.such.host.invalid:8443", site.Backend, OtherAuthority));
        File.Delete(site.In("authority.pem"));
        await site.ProblemAsync("LEM-P025", 1, "init");
        Assert.False(File.Exists(site.In("identity.json")));

        async Task<string[]> WithAsync(string from, string to, Func<string>? authority = null)
        {
            var text = await File.ReadAllTextAsync(site.In("box.json"), Cancellation);
            await File.WriteAllTextAsync(site.In("box.json"), text.Replace(from, to, StringComparison.Ordinal), Cancellation);
            if (authority is not null)
            {
                await File.WriteAllTextAsync(site.In("authority.pem"), authority(), Cancellation);
            }

            return ["init"];
        }
    }

    [Fact]
    public async Task The_code_the_meter_or_the_unit_is_wrong()
    {
        var site = field.NewSite("problems");
        await site.DoneAsync(["init", .. site.First]);
        await site.SetClockAsync();
        await site.ProblemAsync("LEM-P055", 1, "meters", "test");
        await site.ProblemAsync("LEM-P040", 1, "enroll", "--code", "WRONG");
        await site.ProblemAsync("LEM-P041", 1, "enroll", "--code", "AAAAA-BBBBB-CCCCC-DDDDD");
        await site.ProblemAsync("LEM-P002", 3, "enroll");
        await site.ProblemAsync("LEM-P046", 1, "enroll", "--code-image", Picture(site));
        await site.ProblemAsync("LEM-P004", 1, "enroll", "--code-file", site.In("nowhere"));

        await site.ProblemAsync("LEM-P053", 1, "meters", "add", "--serial", "1", "--type", "sundial", "--host", "127.0.0.1");
        await site.ProblemAsync("LEM-P002", 3, "meters", "add", "--serial", "1", "--type", "kostal-ksem");
        await site.DoneAsync(site.Add("pv"));
        await site.ProblemAsync("LEM-P054", 1, "meters", "add", "--serial", "other", "--index", "1", "--type", "kostal-ksem", "--host", "127.0.0.1");
        var before = await File.ReadAllBytesAsync(site.In("box.json"), Cancellation);
        await site.ProblemAsync("LEM-P051", 1, [.. site.Add("household", "unit"), "--unit", "99"]);
        await site.ProblemAsync("LEM-P052", 1, [.. Typed(site.Add("household", "type"), "eastron-sdm630"), "--unit", $"{field.Plant.Meters.Single(meter => meter.Name == "household").Device.Unit}"]);
        string[] silent = ["meters", "add", "--serial", "silent", "--type", "kostal-ksem", "--host", "127.0.0.1", "--port", FreePorts.One().ToString(CultureInfo.InvariantCulture)];
        await site.ProblemAsync("LEM-P050", 1, silent);
        await site.ProblemAsync("LEM-P056", 1, "meters", "test", "nobody");
        await site.ProblemAsync("LEM-P057", 1, "meters", "add", "--serial", "ems", "--type", "openems", "--url", $"http://127.0.0.1:{FreePorts.One()}", "--component", "meter0");
        await site.ProblemAsync("LEM-P058", 1, "meters", "scan", "/dev/no-such-line");
        await site.ProblemAsync("LEM-P058", 1, "meters", "add", "--serial", "line", "--type", "eastron-sdm630", "--serial-line", "/dev/no-such-line");

        // What does not answer is not entered, unless that is meant.
        Assert.Equal(before, await File.ReadAllBytesAsync(site.In("box.json"), Cancellation));
        await site.DoneAsync([.. silent, "--no-test"]);

        await site.ProblemAsync("LEM-P045", 1, "link", "--meter", "1", "--unit", Plants.Solar(3));
        await site.ProblemAsync("LEM-P045", 1, "check");
        await site.DoneAsync("enroll", "--code", await field.CodeAsync());
        var box = site.BoxId;
        await site.ProblemAsync("LEM-P060", 1, "link", "--meter", "1", "--unit", "SEE123");
        await site.ProblemAsync("LEM-P060", 1, "link", "--meter", "1", "--unit", "ABR912345678901");
        await site.ProblemAsync("LEM-P064", 4, "link", "--meter", "1", "--unit", Plants.Solar(3));
        Assert.Contains("/lem.v1.RegistryService/LinkMeter", await File.ReadAllTextAsync(site.In("link-1.txt"), Cancellation), StringComparison.Ordinal);
        await site.ProblemAsync("LEM-P061", 1, "link", "--meter", "1", "--unit", "SEE999999999999", "--token-file", site.In("token"));
        await File.WriteAllTextAsync(site.In("bad"), new string('a', 40), Cancellation);
        await site.ProblemAsync("LEM-P065", 1, "link", "--meter", "1", "--unit", Plants.Solar(3), "--token-file", site.In("bad"));
        await File.WriteAllTextAsync(site.In("auditor"), Callers.TokenOf("Auditor"), Cancellation);
        await site.ProblemAsync("LEM-P065", 1, "link", "--meter", "1", "--unit", Plants.Solar(3), "--token-file", site.In("auditor"));
        await site.DoneAsync("link", "--meter", "1", "--unit", Plants.Solar(3), "--token-file", site.In("token"));
        Assert.False(File.Exists(site.In("link-1.txt")));

        // The silent meter of this box does not keep the others from arriving.
        var check = await site.ProblemAsync("LEM-P050", 1, "check");
        Assert.Equal(site.Serial("pv"), check.Data("arrived")["serial"]!.ToString());
        await site.ProblemAsync("LEM-P083", 1, "report");
        await site.ProblemAsync("LEM-P004", 1, "report", "verify", site.In("nowhere"));
        await site.ProblemAsync("LEM-P092", 1, await BegunAsync(site));

        using (LocalEnergyMarket.Edge.Gateway.Journal.BoxJournal.Open(site.In("journal.db")))
        {
            // As the service holds it.
            await site.ProblemAsync("LEM-P023", 1, "check");
            await site.ProblemAsync("LEM-P023", 1, "reset", "--yes", "--discard-readings");
        }

        await site.ProblemAsync("LEM-P096", 3, "reset");
        await site.DoneAsync("reset", "--yes", "--discard-readings");
        Assert.All(new[] { "identity.json", "journal.db", "provisioning.json", "link-1.txt" }, name => Assert.False(File.Exists(site.In(name)), name));
        await site.ProblemAsync("LEM-P016", 1, "check");

        // The device is wanted elsewhere: only as the box that it is.
        await site.DoneAsync("init");
        var taken = await site.ProblemAsync("LEM-P018", 1, "enroll", "--code", await field.CodeAsync());
        Assert.Contains(box, taken.Output, StringComparison.Ordinal);
        await site.DoneAsync("enroll", "--code", await field.CodeAsync(replaces: box));
        Assert.Equal(box, site.BoxId);
        await site.DoneAsync("reset", "--yes", "--all");
        Assert.False(File.Exists(site.In("box.json")));
    }

    static async Task<string[]> BegunAsync(Site site)
    {
        await site.DoneAsync("replace", "meter", "--old", "1");
        return ["replace", "meter", "--old", "unit", "--new-serial", "x"];
    }

    static IEnumerable<string> Typed(string[] add, string type)
    {
        var at = Array.IndexOf(add, "--type");
        return [.. add[..(at + 1)], type, .. add[(at + 2)..]];
    }

    /// <summary>A picture with nothing in it.</summary>
    static string Picture(Site site)
    {
        File.WriteAllText(site.In("grey.pgm"), "P2\n8 8\n1\n" + string.Join(' ', Enumerable.Repeat("1", 64)) + "\n");
        return site.In("grey.pgm");
    }

    static string OtherAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Somebody else", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.ExportCertificatePem();
    }
}
