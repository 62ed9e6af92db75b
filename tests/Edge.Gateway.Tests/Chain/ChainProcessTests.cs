using System.Globalization;
using System.Text.Json;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Tests.Backend;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Serving;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Chain;

/// <summary>The box as it is shipped, without any backend, killed at each step of an answer.</summary>
public sealed class ChainProcessTests(TestNode node) : IClassFixture<TestNode>
{
    const string Account = "lem.killed";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_before_signing_before_sending_and_before_the_answer_it_reports_once_each_and_polls_on()
    {
        using var scratch = new ScratchFolder();
        await using var tpm = await SoftwareTpm.StartAsync(scratch.In("tpm"), Cancellation);
        await using var gate = await NodeGate.StartAsync(node.Url, Cancellation);
        var clock = new MarketClock(DateTimeOffset.UtcNow, new(2026, 6, 21, 10, 52, 0, TimeSpan.Zero), 1);
        await using var plant = await PlantSimulator.StartAsync(new Plant(new()), new(), clock, Cancellation);
        await SetUpAsync(scratch, tpm, gate, clock, plant);

        await CheckAsync(scratch, "en", "Chain: http", "lem.killed, #", "✗ Chain: ", "LEM-P073", "http://127.0.0.1:1:");
        await CheckAsync(scratch, "de", "Blockchain: http", "lem.killed, #", "✗ Blockchain: ", "LEM-P073", "http://127.0.0.1:1:");

        // Before it signs: the TPM is gone when it wants to.
        var first = 0ul;
        await RunAsync(scratch, "unsigned", async (box, says) =>
        {
            await UntilAsync(box, says, "Following chain");
            await tpm.PowerOffAsync();
            first = await node.SendDataAsync(Account, 1);
            await UntilAsync(box, says, "not answered with a reading");
        });
        await tpm.PowerOnAsync(Cancellation);

        // Before it arrives: signed, written down, and on its way.
        gate.Passage = Passage.HoldTransactions;
        var second = await node.SendDataAsync(Account, 2);
        await RunAsync(scratch, "unsent", (box, _) => box.UntilAsync("it sends", _ => Task.FromResult(gate.Transactions > 0), Patience, Cancellation));

        // Before the answer comes: the node has it.
        gate.Passage = Passage.HoldAnswers;
        var sent = gate.Transactions;
        var third = await node.SendDataAsync(Account, 1);
        await RunAsync(scratch, "unanswered", (box, _) => box.UntilAsync("the node has it", _ => Task.FromResult(gate.Transactions > sent), Patience, Cancellation));

        gate.Passage = Passage.Open;
        await RunAsync(scratch, "last", (box, says) => box.UntilAsync(
            "all is on the chain for good",
            _ => Task.FromResult(Array.TrueForAll([first, second, third], id => says(string.Create(CultureInfo.InvariantCulture, $"event {id} is on the chain for good")))),
            Patience,
            Cancellation));

        Assert.Equal([first, second, third], (await node.ReportsAsync(Account)).Where(r => r.Event > 0).Select(r => r.Event).Order());
        using var journal = BoxJournal.Open(scratch.In("journal.db"));
        var times = journal.OpenReadings(10_000).Readings.Where(r => r.MeterIndex == 3).Select(r => r.Time).Distinct().Order().ToList();
        Assert.True(times.Count > 3, $"only {times.Count} polls");
        // The technician's two checks read in between.
        Assert.InRange(times.Count(time => time.Millisecond != 0), 0, 2);
    }

    async Task SetUpAsync(ScratchFolder scratch, SoftwareTpm tpm, NodeGate gate, MarketClock clock, PlantSimulator plant)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{tpm.Port}");
        using (var key = await BoxKey.OpenAsync(address, create: true, Cancellation))
        {
            await node.AddBoxAsync(Account, PublicKey.FromUncompressed(KeyType.R1, key.Signer.PublicKey.Span));
            new BoxIdentity(Guid.NewGuid().ToString(), key.PublicKeyHex, Account, "lem.market", node.ChainId.ToString()).Save(scratch.In("identity.json"));
        }

        using var certificates = new TestCertificates();
        await File.WriteAllTextAsync(scratch.In("authority.pem"), certificates.Authority.ExportCertificatePem(), Cancellation);
        var meters = plant.Meters.Select((m, i) => new { m.Serial, index = i + 1, type = m.Device.Type, host = "127.0.0.1", port = m.Port, pollSeconds = 1 });
        await File.WriteAllTextAsync(
            scratch.In("box.json"),
            JsonSerializer.Serialize(new
            {
                clock = clock.ToString(),
                backends = new[] { $"https://127.0.0.1:{FreePorts.One()}" },
                authorityFile = "authority.pem",
                tpm = address,
                chain = new { endpoints = new[] { "http://127.0.0.1:1", gate.Url }, chainId = node.ChainId.ToString(), contract = "lem.market", idleSeconds = 2, expirySeconds = 10 },
                meters,
            }),
            Cancellation);
    }

    /// <summary>What the technician sees.</summary>
    static async Task CheckAsync(ScratchFolder scratch, string language, params IReadOnlyList<string> contains)
    {
        var (_, output, error) = await CommandLine.TryAsync(
            [Programs.PathOf("lem-provision"), "--config", scratch.In("box.json"), "--lang", language, "check"], Cancellation);
        Assert.All(contains, text => Assert.Contains(text, output + error, StringComparison.Ordinal));
    }

    /// <summary>Runs the box until the work with it is done, then kills it.</summary>
    static async Task RunAsync(ScratchFolder scratch, string name, Func<ChildProcess, Func<string, bool>, Task> work)
    {
        await using var box = ChildProcess.Start(name, scratch.Path, [Programs.PathOf("lem-box"), "--config", scratch.In("box.json")]);
        await work(box, text => Logs(scratch).Any(log => log.Contains(text, StringComparison.Ordinal)));
        await box.KillAsync();
    }

    static Task UntilAsync(ChildProcess box, Func<string, bool> says, string text) =>
        box.UntilAsync($"it says '{text}'", _ => Task.FromResult(says(text)), Patience, Cancellation);

    /// <summary>What this box has said, before it was killed too.</summary>
    static IEnumerable<string> Logs(ScratchFolder scratch) => Directory.EnumerateFiles(scratch.Path, "*.log").Select(Read);

    static string Read(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
