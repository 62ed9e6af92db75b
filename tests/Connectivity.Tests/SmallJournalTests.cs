using LocalEnergyMarket.Connectivity.Tests.Parts;
using LocalEnergyMarket.Connectivity.Tests.Reports;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Connectivity.Tests;

/// <summary>The backend cannot be reached for longer than the journal has room for.</summary>
public sealed class SmallJournalTests(SharedSite shared)
{
    const long Bound = 1 << 20;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_has_no_room_is_given_up_by_the_rule_and_the_backend_learns_how_much_it_was()
    {
        var (site, box) = await shared.NextBoxAsync();
        box.AddMeters(38);
        await using var line = box.ConfigureOnLine(site, options =>
        {
            options["batchSeconds"] = 1;
            options["journal"] = new { maxBytes = Bound };
            options["local"] = new { listen = new[] { $"127.0.0.1:{box.StatusPort}" } };
        });
        box.Start();
        await Progress.SentAsync(site, box, 2, Cancellation);
        line.Unplug();

        // Each reading of a meter is one of power and two of energy. When more was given up than read once, it was energy too.
        var before = box.Meters.Sum(meter => meter.Served.Count);
        await SiteReport.UntilAsync(
            async () => (await box.StatusAsync(Cancellation)).GetProperty("journal").GetProperty("gaps").GetInt64() > box.Meters.Sum(meter => meter.Served.Count) - before, Cancellation);
        var files = Directory.EnumerateFiles(box.Folder, "journal.db*").Sum(file => new FileInfo(file).Length);
        Assert.True(files <= Bound, $"the journal takes {files} bytes");

        line.Plug();
        var tallies = await SiteReport.SettleAsync(site, [box], Cancellation);
        SiteReport.Check(tallies);
        Assert.All(tallies, tally => Assert.Equal(0, tally.Cut));

        // The rule: power before energy, of each the oldest first, and where a quarter hour begins last of all.
        var energy = await BackendLedger.GivenUpAsync(site.Database, box.Id, Register.EnergyImportWh, Cancellation);
        var power = await BackendLedger.GivenUpAsync(site.Database, box.Id, Register.PowerW, Cancellation);
        var ledger = await BackendLedger.ReadAsync(site.Database, box.Id, Cancellation);
        Assert.NotEmpty(energy);
        foreach (var tally in tallies)
        {
            Assert.True(power[tally.Serial] > energy.GetValueOrDefault(tally.Serial), tally.ToString());
            foreach (var kept in ledger.Where(reading => reading.Serial == tally.Serial && tally.Lost.Count > 0 && reading.Value > tally.Lost[0] && reading.Value < tally.Lost[^1]))
            {
                Assert.Equal(Timeslot.Containing(kept.Time).Start, kept.Time);
            }
        }

        var status = await site.Status.GetStatusAsync(new(), cancellationToken: Cancellation);
        Assert.Contains("readings for which they had no room", status.Parts.Single(part => part.Part == "boxes").Detail, StringComparison.Ordinal);
        Assert.Equal(0, await box.StopAsync(Cancellation));
    }
}
