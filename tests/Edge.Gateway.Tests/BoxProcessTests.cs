using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Backend.Attestation.Endorsement;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.Edge.Gateway.Tests.Backend;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Serving;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

namespace LocalEnergyMarket.Edge.Gateway.Tests;

/// <summary>The programs as they are shipped: enrolled with lem-provision, then lem-box at simulated meters, killed and started again.</summary>
public sealed class BoxProcessTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_a_sealed_box_to_signed_readings_over_kill_9_and_a_silent_meter()
    {
        using var scratch = new ScratchFolder();
        await using var tpm = await SoftwareTpm.StartAsync(scratch.In("tpm"), Cancellation);
        using var certificates = new TestCertificates();
        var ledger = new Ledger { BoxId = Guid.NewGuid().ToString(), Enrollment = new(PinnedRoots.Load(tpm.AuthorityFolder), allowSoftwareTpms: true) };
        await using var backend = await TestBackend.StartAsync(ledger, certificates.Server(), Cancellation);
        var clock = new MarketClock(DateTimeOffset.UtcNow, new(2026, 6, 21, 10, 52, 0, TimeSpan.Zero), 120);
        await using var plant = await PlantSimulator.StartAsync(new Plant(new()), new(), clock, Cancellation);
        await File.WriteAllTextAsync(scratch.In("authority.pem"), certificates.Authority.ExportCertificatePem(), Cancellation);
        await File.WriteAllTextAsync(scratch.In("box.json"), Configuration(backend, tpm, clock, plant), Cancellation);

        // Not enrolled: one clear line.
        var (status, _, error) = await RunAsync("lem-box", "--config", scratch.In("box.json"));
        Assert.Equal((1, 1), (status, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));

        // The technician's three commands.
        await ProvisionAsync(scratch, 0, "\"ok\":true", "init");
        await ProvisionAsync(scratch, 1, "\"ok\":false", "enroll", "--code", "WRONG");
        await ProvisionAsync(scratch, 0, ledger.BoxId, "enroll", "--code", "abcde-fghij-klmno-p2345");
        await ProvisionAsync(scratch, 1, "1LEM0000000099", "check");

        ledger.Commands.Enqueue(new() { DataRequest = Request() });
        ledger.Commands.Enqueue(new() { DataRequest = new() { EventId = 78, MeterIndex = 1 } });
        ledger.Commands.Enqueue(new() { DataRequest = new() { EventId = 79, MeterIndex = 9, Expiration = Request().Expiration } });
        foreach (var (id, minutes, chain) in ((ulong, int, byte)[])[(80, -1, 0), (81, 90, 0), (82, 10, 9)])
        {
            var expires = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddMinutes(minutes));
            ledger.Commands.Enqueue(new() { DataRequest = new() { EventId = id, MeterIndex = 1, Expiration = expires, ChainId = ByteString.CopyFrom([.. ledger.ChainId[..31], chain == 0 ? ledger.ChainId[31] : chain]) } });
        }

        ledger.Commands.Enqueue(new() { DataRequest = new() { EventId = 83, MeterIndex = 1, Expiration = new() { Nanos = -1 } } });
        ledger.Commands.Enqueue(new() { SetPoint = new() { SetPointId = "s1", MeterIndex = 1, LimitW = 4200 } });
        for (var round = 1; round <= 3; round++)
        {
            await using var box = ChildProcess.Start($"box{round}", scratch.Path, [Programs.PathOf("lem-box"), "--config", scratch.In("box.json")]);
            var target = ledger.Sequence + 4;
            await box.UntilAsync("it has sent batches", _ => Task.FromResult(ledger.Sequence >= target && ledger.Answers.Count >= 4), TimeSpan.FromSeconds(90), Cancellation);
            if (round < 3)
            {
                await box.KillAsync();
            }
            else
            {
                Signals.Terminate(box.Id);
                Assert.Equal(0, await box.WaitAsync(Cancellation));
            }
        }

        Assert.Empty(ledger.Errors);
        CheckReadings(ledger);
        CheckReport(ledger);
    }

    static void CheckReadings(Ledger ledger)
    {
        var readings = ledger.Readings;
        Assert.Equal(readings.Count, readings.Select(r => (r.MeterIndex, r.Register, r.Time)).Distinct().Count());
        Assert.All(readings.Where(r => r.MeterIndex == 9), r => Assert.Equal(Quality.Missing, r.Quality));
        Assert.All(readings.Where(r => r.MeterIndex is 1 or 4 && r.Register == Register.EnergyExportWh), r => Assert.Contains(r.Quality, new[] { Quality.Good, Quality.Derived }));
        Assert.Equal((uint[])[1, 2, 3, 4, 9], readings.Select(r => r.MeterIndex).Distinct().Order());
    }

    /// <summary>The report is a transaction of the box's account, signed by its TPM, that commits to a reading of the meter named.</summary>
    static void CheckReport(Ledger ledger)
    {
        var report = Assert.Single(ledger.Answers, a => a.Report?.EventId == 77).Report;
        Assert.Contains("no expiration", Assert.Single(ledger.Answers, a => a.Report?.EventId == 78).Report.Failure, StringComparison.Ordinal);
        Assert.Contains("gave no counter", Assert.Single(ledger.Answers, a => a.Report?.EventId == 79).Report.Failure, StringComparison.Ordinal);
        foreach (var (id, why) in ((ulong, string)[])[(80, "has expired"), (81, "later than any node takes it"), (82, "not for this box's"), (83, "is no time")])
        {
            Assert.Contains(why, Assert.Single(ledger.Answers, a => a.Report?.EventId == id).Report.Failure, StringComparison.Ordinal);
        }

        var transaction = Transaction.Unpack(report.Signed.PackedTransaction.Span);
        var signature = Signature.Parse(report.Signed.Signature);
        Assert.True(signature.IsLowS);
        Assert.Equal(PublicKey.FromUncompressed(KeyType.R1, ledger.PublicKey.Span), signature.Recover(transaction.SigningDigest(new Checksum256(ledger.ChainId))));
        Assert.Equal((4660, 0xAABBCCDDu), (transaction.RefBlockNum, transaction.RefBlockPrefix));
        var action = Assert.Single(transaction.Actions);
        Assert.Equal("lem.market", action.Account.ToString());
        Assert.Equal([new PermissionLevel("lem.box1")], action.Authorization);
        var commitment = Checksum256.Hash([.. report.Signed.Salt.Span, .. report.Signed.CanonicalReading.Span]);
        Assert.Equal(Report.OnEvent(Name.Parse("lem.box1"), 77, commitment), MarketAction.Read(action.Name, action.Data.Span));
        var reading = Assert.IsType<CanonicalObject>(CanonicalJson.ParseCanonical(report.Signed.CanonicalReading.Span));
        Assert.Equal("1LEM0000000001", reading.TextOf("serial"));
        Assert.Contains(ledger.Readings, r => r.MeterIndex == 1 && r.Time.ToUnixTimeMilliseconds() == reading.IntegerOf("time") && r.Value == reading.IntegerOf("value"));

        var refusal = Assert.Single(ledger.Answers, a => a.SetPointResult is not null).SetPointResult;
        Assert.False(refusal.Applied);
        Assert.Contains("its configuration has no Control", refusal.Failure, StringComparison.Ordinal);
    }

    static DataRequest Request() => new()
    {
        EventId = 77,
        MeterIndex = 1,
        RefBlockNum = 4660,
        RefBlockPrefix = 0xAABBCCDD,
        Expiration = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddMinutes(10)),
    };

    /// <summary>Three Modbus meters and an OpenEMS edge that answer, and a meter that nobody has connected.</summary>
    static string Configuration(TestBackend backend, SoftwareTpm tpm, MarketClock clock, PlantSimulator plant)
    {
        var meters = plant.Meters.Select((m, i) => (object)new { m.Serial, index = i + 1, type = m.Device.Type, host = "127.0.0.1", port = m.Port })
            .Append(new { serial = "1LEM0000000004", index = 4, type = "openems", url = plant.OpenEms.Address.ToString(), component = "meter1", role = "production" })
            .Append(new { serial = "1LEM0000000099", index = 9, type = "eastron-sdm630", host = "127.0.0.1", port = FreePorts.One() });
        return JsonSerializer.Serialize(new
        {
            clock = clock.ToString(),
            backends = new[] { backend.Address.ToString() },
            authorityFile = "authority.pem",
            tpm = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{tpm.Port}"),
            meters,
        });
    }

    static async Task ProvisionAsync(ScratchFolder scratch, int status, string contains, params string[] arguments)
    {
        var (actual, output, error) = await RunAsync("lem-provision", ["--config", scratch.In("box.json"), "--json", .. arguments]);
        Assert.True(actual == status, $"{string.Join(' ', arguments)}: {actual} {output} {error}");
        Assert.Contains(contains, output, StringComparison.Ordinal);
    }

    static Task<(int Status, string Output, string Error)> RunAsync(string program, params IReadOnlyList<string> arguments) =>
        CommandLine.TryAsync([Programs.PathOf(program), .. arguments], Cancellation);
}
