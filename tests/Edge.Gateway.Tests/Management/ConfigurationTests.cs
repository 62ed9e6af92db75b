using System.Text;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Management;
using LocalEnergyMarket.Edge.Gateway.Management.Configuring;
using LocalEnergyMarket.Edge.Gateway.Tests.Backend;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Management;

/// <summary>Changes of the configuration, on files as they are on a box.</summary>
public sealed class ConfigurationTests : IDisposable
{
    const string Before = """
        {
          // A technician's remark.
          "Backends": ["https://backend.example:8443"], "authorityFile": "authority.pem", "tpm": "127.0.0.1:2321",
          "meters": [
            { "serial": "1LEM0000000001", "index": 1, "type": "eastron-sdm630", "host": "10.0.0.5" },
            { "serial": "1LEM0000000002", "index": 2, "type": "openems", "url": "http://10.0.0.6:8084", "component": "meter0", "passwordFile": "openems.password" },
          ],
        }
        """;

    readonly ScratchFolder _scratch = new();
    readonly List<BoxCommandResult> _kept = [];

    public ConfigurationTests()
    {
        using var certificates = new TestCertificates();
        File.WriteAllText(_scratch.In("authority.pem"), certificates.Authority.ExportCertificatePem());
        File.WriteAllText(_scratch.In("openems.password"), "not for the log");
        File.WriteAllText(Path, Before);
    }

    string Path => _scratch.In("box.json");

    ConfigurationChanges Changes => new(Path, BoxOptionsFile.Load(Path), new BoxVitals(TimeProvider.System), (_, _) => Task.CompletedTask);

    /// <summary>The examples of RFC 7386, appendix A, that are of objects.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    [InlineData("""{"batchSeconds":60}""", """{"BatchSeconds":30}""", """{"batchSeconds":30}""")]
    public void A_merge_patch_is_the_RFC_s(string target, string patch, string result) =>
        Assert.Equal(result, MergePatch.Apply(JsonNode.Parse(target)!.AsObject(), JsonNode.Parse(patch)!.AsObject()).ToJsonString());

    [Theory]
    [InlineData("""{"batchSeconds": 30}""", null)]
    [InlineData("""{"backends": ["https://other.example:8443"], "proxy": "socks5://gateway:1080"}""", null)]
    [InlineData("""{"batchSeconds": 0}""", "BatchSeconds: 0 is not between 1 and 3600.")]
    [InlineData("""{"batchSecond": 30}""", "batchSecond")]
    [InlineData("""{"meters": []}""", "Meters: give at least one.")]
    [InlineData("""{"meters": [{"serial": "1", "index": 1, "type": "abacus", "host": "x"}]}""", "eastron-sdm630")]
    [InlineData("""{"backends": null}""", "backends")]
    [InlineData("""[1]""", "no JSON object")]
    [InlineData("""{"batchSeconds": 60}{""", "cannot be read")]
    [InlineData("""{"batchSeconds": 30, "batchSeconds": 40}""", "cannot be read")]
    [InlineData("{}", "changes nothing")]
    [InlineData("""{"authorityFile": "other.pem"}""", "fixed on site and cannot be changed from afar: authorityFile")]
    [InlineData("""{"ServerKeys": ["AAAA"]}""", "fixed on site and cannot be changed from afar: serverKeys")]
    [InlineData("""{"tpm": null}""", "fixed on site and cannot be changed from afar: tpm")]
    [InlineData("""{"identityFile": "x.json", "journalFile": "x.db"}""", "identityFile, journalFile")]
    [InlineData("""{"updates": {"keys": []}}""", "updates")]
    [InlineData("""{"clock": "real"}""", "clock")]
    [InlineData("""{"proxy": "socks5://thief:1080", "proxyPasswordFile": "/etc/shadow"}""", "PROXYPASSWORDFILE")]
    [InlineData("""{"meters": [{"serial": "1", "index": 1, "type": "/tmp/own.json", "host": "x"}]}""", "TYPE")]
    [InlineData("""{"local": {"pinFile": "authority.pem"}}""", "PINFILE")]
    public async Task A_change_is_checked_before_anything_is_touched(string patch, string? wrong)
    {
        var change = new ConfigurationChange { MergePatch = patch };
        if (wrong is null)
        {
            BoxOptionsFile.Parse(await Changes.PrepareAsync(change), Path);
        }
        else
        {
            var e = await Assert.ThrowsAsync<CommandFailedException>(() => Changes.PrepareAsync(change));
            Assert.Equal(CommandFailureKind.Refused, e.Kind);
            Assert.Contains(wrong, e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("not for the log", e.Message, StringComparison.Ordinal);
        }

        Assert.Equal(Before, await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_document_may_use_the_files_of_before_and_is_made_for_a_revision()
    {
        var document = Before.Replace("10.0.0.6", "10.0.0.7", StringComparison.Ordinal);
        var revision = Installation.RevisionOf(Encoding.UTF8.GetBytes(Before));
        var written = await Changes.PrepareAsync(new() { Document = document, BaseRevision = revision });
        Assert.Equal("http://10.0.0.7:8084", BoxOptionsFile.Parse(written, Path).Meters[1].Url);
        var e = await Assert.ThrowsAsync<CommandFailedException>(() => Changes.PrepareAsync(new() { Document = document, BaseRevision = "00" }));
        Assert.Contains(revision, e.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever step the power is cut before: the box starts with a whole file, and says the truth about it.</summary>
    [Theory]
    [InlineData("before", true, null)]
    [InlineData("note", true, null)]
    [InlineData("file", true, CommandFailureKind.Failed)]
    [InlineData("done", false, null)]
    public async Task A_power_cut_leaves_the_old_file_or_the_new_one_on_trial(string at, bool old, CommandFailureKind? outcome)
    {
        var after = await Changes.PrepareAsync(new() { MergePatch = """{"batchSeconds": 30}""" });
        Assert.Throws<PowerCut>(() => ConfigurationTrial.Begin(Path, after, "c1", TimeSpan.FromSeconds(9), [1], Cut(at)));

        Assert.Equal(old ? 60 : 30, BoxOptionsFile.Load(Path).BatchSeconds);
        var trial = Start();
        Assert.Equal(!old, trial is not null);
        Assert.Equal(outcome, _kept.SingleOrDefault()?.Failure?.Kind);
        if (trial is not null)
        {
            Assert.Equal(("c1", 9.0, 1U), (trial.CommandId, trial.Patience.TotalSeconds, Assert.Single(trial.Meters)));
            trial.Confirm(_kept.Add);
            Assert.Equal(Installation.RevisionOf(after), Assert.Single(_kept).Configuration.Revision);
        }

        Assert.Null(Start());
    }

    [Fact]
    public async Task A_box_that_does_not_come_up_has_its_old_file_at_the_fourth_start()
    {
        ConfigurationTrial.Begin(Path, await Changes.PrepareAsync(new() { MergePatch = """{"batchSeconds": 30}""" }), "c1", TimeSpan.FromSeconds(9), []);
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(Start());
            Assert.Equal(30, BoxOptionsFile.Load(Path).BatchSeconds);
        }

        Assert.Null(Start());
        Assert.Equal(Before, await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken));
        Assert.Equal(CommandFailureKind.RolledBack, Assert.Single(_kept).Failure.Kind);
    }

    [Fact]
    public async Task A_file_that_a_technician_changes_meanwhile_is_left_as_it_is()
    {
        ConfigurationTrial.Begin(Path, await Changes.PrepareAsync(new() { MergePatch = """{"batchSeconds": 30}""" }), "c1", TimeSpan.FromSeconds(9), []);
        var own = Before.Replace("10.0.0.5", "10.0.0.9", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path, own, TestContext.Current.CancellationToken);
        Assert.Null(Start());
        Assert.Equal(own, await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken));
        Assert.Contains("on site", Assert.Single(_kept).Failure.Detail, StringComparison.Ordinal);
    }

    public void Dispose() => _scratch.Dispose();

    internal static Action<string> Cut(string at) => step => CutIf(step == at);

    static void CutIf(bool here)
    {
        if (here)
        {
            throw new PowerCut();
        }
    }

    ConfigurationTrial? Start() => ConfigurationTrial.AtStart(Path, _kept.Add);
}

sealed class PowerCut : Exception;
