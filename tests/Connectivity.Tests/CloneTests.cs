using System.Text.Json.Nodes;
using LocalEnergyMarket.Connectivity.Tests.Parts;
using LocalEnergyMarket.Connectivity.Tests.Reports;

namespace LocalEnergyMarket.Connectivity.Tests;

/// <summary>A software TPM was copied with all the rest: two boxes, one key, one journal that forks.</summary>
public sealed class CloneTests(SharedSite shared)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_boxes_with_one_key_push_one_another_out_and_the_fork_is_seen_and_said()
    {
        var (site, box) = await shared.NextBoxAsync();
        box.Start();
        await Progress.SentAsync(site, box, 2, Cancellation);
        await box.StopAsync(Cancellation);
        await using var clone = await box.CloneAsync("clone", site.In("clone"), Cancellation);
        var options = JsonNode.Parse(await File.ReadAllTextAsync(clone.ConfigurationFile, Cancellation))!;
        options["tpm"] = $"127.0.0.1:{clone.Tpm.Port}";
        await File.WriteAllTextAsync(clone.ConfigurationFile, options.ToJsonString(), Cancellation);

        box.Start();
        clone.Start();
        // The one whose batch came second sees at its next welcome that the chain is another's, and sends nothing.
        await SiteReport.UntilAsync(async () => await SeesForkAsync(box) || await SeesForkAsync(clone), Cancellation);
        await SiteReport.UntilAsync(
            async () => (await File.ReadAllTextAsync(site.BackendLog, Cancellation)).Contains($"Streams of box {box.Id} push one another out", StringComparison.Ordinal), Cancellation);
        var status = await site.Status.GetStatusAsync(new(), cancellationToken: Cancellation);
        Assert.Contains("two devices have one key", status.Parts.Single(part => part.Part == "boxes").Detail, StringComparison.Ordinal);
        await clone.StopAsync(Cancellation);
        await box.StopAsync(Cancellation);

        // What is in the chain is one line without a fork.
        Assert.Equal(0, await BackendLedger.CountAsync(site.Database, "select count(*) from lem.refused_batches where box = $1", box.Id, Cancellation));
        Assert.Equal(0, await BackendLedger.CountAsync(site.Database, "select max(sequence) - count(*) from lem.batch_ledger where box = $1", box.Id, Cancellation));
        var ledger = await BackendLedger.ReadAsync(site.Database, box.Id, Cancellation);
        foreach (var meter in box.Meters)
        {
            var values = ledger.Where(reading => reading.Serial == meter.Serial && !reading.IsMissing).Select(reading => reading.Value).ToList();
            Assert.Equal(values.Count, values.Distinct().Count());
        }
    }

    static async Task<bool> SeesForkAsync(TestBox box) =>
        await box.SaidAsync("is not the one in the journal", Cancellation) || await box.SaidAsync("was an old journal put back", Cancellation);
}
