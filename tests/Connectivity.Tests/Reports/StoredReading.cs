using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Connectivity.Tests.Reports;

/// <summary>An import counter's reading in the backend's ledger of signed batches.</summary>
sealed record StoredReading(long Sequence, string Serial, DateTimeOffset Time, long Value, Quality Quality)
{
    /// <summary>Whether the meter was not read at this instant, as the box itself says.</summary>
    public bool IsMissing => Quality == Quality.Missing;
}
