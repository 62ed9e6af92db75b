using LocalEnergyMarket.Connectivity.Tests.Reports;

namespace LocalEnergyMarket.Connectivity.Tests.Parts;

/// <summary>Waits for what a box does by itself.</summary>
static class Progress
{
    /// <summary>Until each of the box's meters was read so many times more.</summary>
    public static Task ReadAsync(TestBox box, int times, CancellationToken cancellation)
    {
        var from = box.Meters.Select(meter => meter.Served.Count).ToList();
        return SiteReport.UntilAsync(() => Task.FromResult(box.Meters.Index().All(m => m.Item.Served.Count >= from[m.Index] + times)), cancellation);
    }

    /// <summary>Until the backend has so many batches more.</summary>
    public static async Task SentAsync(Site site, TestBox box, int batches, CancellationToken cancellation)
    {
        var from = await BatchesAsync(site, box, cancellation);
        await SiteReport.UntilAsync(async () => await BatchesAsync(site, box, cancellation) >= from + batches, cancellation);
    }

    public static Task<long> BatchesAsync(Site site, TestBox box, CancellationToken cancellation) =>
        BackendLedger.CountAsync(site.Database, "select count(*) from lem.batch_ledger where box = $1", box.Id, cancellation);
}
