using LocalEnergyMarket.Connectivity.Tests.Parts;
using LocalEnergyMarket.Connectivity.Tests.Reports;

namespace LocalEnergyMarket.Connectivity.Tests;

/// <summary>The box's wall clock is set, forwards and back, while it runs (libfaketime; its monotonic clock is left alone, as the kernel does).</summary>
[Collection<OneSite>]
public sealed class ClockStepTests(SharedSite shared)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_the_clock_says_each_reading_arrives_once()
    {
        var (site, box) = (shared.Site, shared.NextBox());
        var offset = Path.Combine(box.Folder, "clock");
        await SetAsync("+0");
        box.Environment["LD_PRELOAD"] = Library();
        box.Environment["FAKETIME_TIMESTAMP_FILE"] = offset;
        box.Environment["FAKETIME_NO_CACHE"] = "1";
        box.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        box.Start();
        await Progress.SentAsync(site, box, 2, Cancellation);

        // Seconds of real time, five times as much on the market's clock.
        foreach (var step in (string[])["+20", "+600", "+590", "+0", "-30", "+0"])
        {
            await SetAsync(step);
            await Progress.SentAsync(site, box, 3, Cancellation);
        }

        var ledger = await SettledAsync(site, box);
        foreach (var meter in box.Meters)
        {
            // Batches are closed in the order of reading, whatever time they bear; within one, readings are sorted by their time.
            var numbers = ledger.Where(reading => reading.Serial == meter.Serial && !reading.IsMissing).ToList();
            Assert.Equal(Enumerable.Range(1, numbers.Count).Select(number => (long)number), numbers.Select(reading => reading.Value).Order());
            var last = 0L;
            foreach (var batch in numbers.GroupBy(reading => reading.Sequence))
            {
                Assert.True(batch.Min(reading => reading.Value) == last + 1, $"batch {batch.Key} of {meter.Serial} begins with {batch.Min(reading => reading.Value)} behind {last}");
                last = batch.Max(reading => reading.Value);
            }
        }

        Assert.Equal(0, await BackendLedger.CountAsync(site.Database, "select count(*) from lem.refused_batches where box = $1", box.Id, Cancellation));
        Assert.Equal(0, await box.StopAsync(Cancellation));

        // A file that is replaced whole is never read half.
        async Task SetAsync(string text)
        {
            await File.WriteAllTextAsync(offset + ".new", text + "\n", Cancellation);
            File.Move(offset + ".new", offset, overwrite: true);
        }
    }

    static async Task<IReadOnlyList<StoredReading>> SettledAsync(Site site, TestBox box)
    {
        var from = box.Meters.ToDictionary(meter => meter.Serial, meter => meter.Served.Count, StringComparer.Ordinal);
        IReadOnlyList<StoredReading> ledger = [];
        await SiteReport.UntilAsync(
            async () =>
            {
                ledger = await BackendLedger.ReadAsync(site.Database, box.Id, Cancellation);
                return box.Meters.All(meter => ledger.Any(reading => reading.Serial == meter.Serial && reading.Value > from[meter.Serial]));
            },
            Cancellation);
        return ledger;
    }

    static string Library() =>
        Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", SearchOption.AllDirectories).FirstOrDefault()
        ?? throw new Testbed.TestbedException("libfaketimeMT.so.1 is missing: install the package libfaketime.");
}
