using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Edge.Gateway.Management;
using LocalEnergyMarket.Edge.Gateway.Management.Updating;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Management;

/// <summary>The program as it is shipped, in slots, looked after from afar.</summary>
public sealed class ManagementProcessTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_log_restart_and_configurations_good_and_bad()
    {
        await using var box = await ManagedBox.StartAsync();

        // Its page is there before it is enrolled.
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{box.LocalPort}/") };
        await ManagedBox.UntilAsync(() => AnswersAsync(http));
        Assert.Contains("lem-provision enroll", await http.GetStringAsync("/?lang=de", Cancellation), StringComparison.Ordinal);
        await box.EnrolAsync();

        var status = (await box.OrderAsync(new() { Status = new() { WithConfiguration = true } })).Status;
        Assert.Equal(("a", Installation.Architecture, true), (status.Slot, status.Architecture, status.Link.Connected));
        Assert.Equal(await File.ReadAllTextAsync(box.Configuration, Cancellation), status.Configuration);
        Assert.Equal(2, status.Meters.Count);
        await ManagedBox.UntilAsync(async () => (await box.OrderAsync(new() { Status = new() })).Status is { Problems.Count: 0, Meters: [{ Readings.Count: > 0 }, ..] });
        Assert.Equal("ok\n", await http.GetStringAsync("/healthz", Cancellation));

        await NoSecretsAsync(box);
        Assert.Equal(CommandFailureKind.Expired, (await box.OrderAsync(new() { Restart = new() { Reason = "late" }, ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(-1).ToTimestamp() })).Failure.Kind);

        var restart = new BoxCommand { CommandId = "r1", Restart = new() { Reason = "for the test" } };
        Assert.NotNull((await box.OrderAsync(restart)).Done);
        Assert.Equal(BoxCommandResult.OutcomeOneofCase.Progress, box.Results("r1").First().OutcomeCase);
        Assert.Equal(RestartException.ExitStatus, box.ExitCodes.Last());
        var previous = (await box.OrderAsync(new() { Log = new() { PreviousRun = true } })).Log;
        Assert.Contains(previous.Lines, line => line.Text.Contains("by order (for the test)", StringComparison.Ordinal));

        await ConfigureAsync(box);
        Assert.Empty(box.Ledger.Errors);
        Assert.All(box.ExitCodes, code => Assert.Equal(RestartException.ExitStatus, code));
    }

    [Fact]
    public async Task Software_is_updated_and_what_does_not_work_gives_way()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var thief = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var box = await ManagedBox.StartAsync(new { keys = new[] { Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()) } });
        await box.EnrolAsync();

        // By somebody else: nothing happens.
        var stolen = await box.OrderAsync(Update(box, "9.0.0", thief));
        Assert.Equal(CommandFailureKind.Refused, stolen.Failure.Kind);
        Assert.Empty(box.ExitCodes);

        var good = await box.OrderAsync(Update(box, "9.1.0", key));
        Assert.True(good.Update is { Version: "9.1.0", Slot: "b" }, $"{good}");
        var status = (await box.OrderAsync(new() { Status = new() })).Status;
        Assert.Equal(("9.1.0", "b"), (status.Version, status.Slot));

        // It passes its check, but does not come up.
        var broken = Update(box, "9.2.0", key, folder =>
        {
            var program = Path.Combine(folder, "lem-box");
            File.Move(program, program + "-real");
            Directory.CreateDirectory(box.In("empty"));
            File.WriteAllText(program, $"#!/bin/sh\n[ \"$1\" = --check ] && exec \"$0-real\" \"$@\"\nexec \"$0-real\" --config '{box.In("empty")}/box.json'\n");
            File.SetUnixFileMode(program, File.GetUnixFileMode(program + "-real"));
        });
        broken.Update.HealthSeconds = 20;
        var undone = await box.OrderAsync(broken);
        Assert.Equal(CommandFailureKind.RolledBack, undone.Failure?.Kind);
        Assert.Equal("9.1.0", (await box.OrderAsync(new() { Status = new() })).Status.Version);

        // The power is cut in the midst of one, whenever: it runs on, and can be updated.
        for (var round = 0; round < 3; round++)
        {
            var cut = Update(box, "9.3.0", key);
            box.Ledger.Orders.Enqueue(new() { Command = cut });
            await ManagedBox.UntilAsync(() => box.Results(cut.CommandId).Any());
            await Task.Delay(RandomNumberGenerator.GetInt32(0, 400), Cancellation);
            await box.KillAsync();
            var outcome = await box.OrderAsync(cut);
            Assert.True(outcome.Update is not null || outcome.Failure is not null, $"{outcome}");
            if (outcome.Update is not null)
            {
                break;
            }
        }

        var last = await box.OrderAsync(Update(box, "9.4.0", key));
        Assert.True(last.Update is { Version: "9.4.0" }, $"{last}");
        Assert.Empty(box.Ledger.Errors);
    }

    static async Task ConfigureAsync(ManagedBox box)
    {
        var good = await box.OrderAsync(Change("""{"batchSeconds": 30}""", 100));
        Assert.True(good.Configuration is not null, $"{good}");
        var written = await File.ReadAllTextAsync(box.Configuration, Cancellation);
        Assert.Contains("\"batchSeconds\": 30", written, StringComparison.Ordinal);
        Assert.Equal(good.Configuration!.Revision, (await box.OrderAsync(new() { Status = new() })).Status.ConfigurationRevision);

        Assert.Equal(CommandFailureKind.Refused, (await box.OrderAsync(Change("""{"tpm": "127.0.0.1:1"}"""))).Failure?.Kind);
        foreach (var (patch, says) in new[]
                 {
                     ("""{"backends": ["https://127.0.0.1:1"]}""", "no stream to a backend"),
                     ($$"""{"meters": [{"serial": "x", "index": 1, "type": "eastron-sdm630", "host": "127.0.0.1", "port": 1}]}""", "meters that answered before did not answer: 1"),
                 })
        {
            var undone = await box.OrderAsync(Change(patch));
            Assert.Equal(CommandFailureKind.RolledBack, undone.Failure?.Kind);
            Assert.Contains(says, undone.Failure!.Detail, StringComparison.Ordinal);
            Assert.Equal(written, await File.ReadAllTextAsync(box.Configuration, Cancellation));
        }
    }

    /// <summary>A log goes to whoever looks after boxes: neither what the customer used nor what is secret is in it.</summary>
    static async Task NoSecretsAsync(ManagedBox box)
    {
        var log = (await box.OrderAsync(new() { Log = new() { Lines = 2000, Minimum = BoxLogLevel.Debug } })).Log;
        // A port may have the digits of a reading.
        var text = Regex.Replace(string.Join('\n', log.Lines.Select(line => line.Text)), @":\d+", ":", RegexOptions.None, TimeSpan.FromSeconds(10));
        Assert.Contains("Connected to", text, StringComparison.Ordinal);
        Assert.DoesNotContain("k8Zq", text, StringComparison.Ordinal);
        Assert.DoesNotContain(box.Ledger.Readings.Where(r => r.Value > 9_999).Select(r => $"{r.Value}"), value => text.Contains(value, StringComparison.Ordinal));
        Assert.DoesNotContain("abcde", text, StringComparison.OrdinalIgnoreCase);
        var errors = (await box.OrderAsync(new() { Log = new() { Lines = 1, Minimum = BoxLogLevel.Information } })).Log;
        Assert.Single(errors.Lines);
    }

    static BoxCommand Change(string patch, uint healthSeconds = 20) => new() { Configuration = new() { MergePatch = patch, HealthSeconds = healthSeconds } };

    static BoxCommand Update(ManagedBox box, string version, ECDsa key, Action<string>? change = null)
    {
        var folder = box.In($"published-{version}-{Guid.NewGuid():N}");
        ManagedBox.CopyProgram(folder);
        change?.Invoke(folder);
        var path = box.In($"{version}.lempkg");
        PackCommand.Pack(folder, version, Installation.Architecture, "", key, path);
        var package = File.ReadAllBytes(path);
        var sha256 = SHA256.HashData(package);
        box.Ledger.Packages[Convert.ToHexString(sha256)] = package;
        return new()
        {
            CommandId = $"{Guid.NewGuid()}",
            ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(5).ToTimestamp(),
            Update = new() { Version = version, PackageSha256 = ByteString.CopyFrom(sha256), PackageBytes = package.Length, HealthSeconds = 60 },
        };
    }

    static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/healthz", Cancellation);
            return answer.StatusCode == HttpStatusCode.ServiceUnavailable;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
