using System.Diagnostics.Metrics;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>Counts what boxes deliver; which box it was is not said.</summary>
static class IngestMetrics
{
    static readonly Meter Meter = new("LocalEnergyMarket.Backend.Telemetry");
    static readonly Counter<long> Batches = Meter.CreateCounter<long>("lem.box.batches", "{batch}", "Batches that boxes sent, by what became of them.");
    static readonly Counter<long> Readings = Meter.CreateCounter<long>("lem.box.readings", "{reading}", "Readings stored.");

    public static void Count(BatchOutcome outcome, int readings)
    {
        Batches.Add(1, new KeyValuePair<string, object?>("lem.batch.outcome", outcome switch
        {
            BatchAccepted { IsNew: true } => "stored",
            BatchAccepted => "repeated",
            BatchRefused refused => $"refused_{refused.Reason.ToString().ToLowerInvariant()}",
            _ => "unknown",
        }));
        if (outcome is BatchAccepted { IsNew: true })
        {
            Readings.Add(readings);
        }
    }
}
