namespace LocalEnergyMarket.Protos.Wire.Readings;

/// <summary>
/// The one order of readings in a batch: by meter index, register number, meter serial (ordinal), then time. Readings equal in all of these keep
/// the order they came in. Columns, leaves of the batch's Merkle root and decoded readings all follow it.
/// </summary>
public static class ReadingOrder
{
    /// <summary>The readings in the order of a batch.</summary>
    public static IReadOnlyList<Reading> Sorted(IEnumerable<Reading> readings) =>
    [
        .. readings
            .OrderBy(reading => reading.MeterIndex)
            .ThenBy(reading => reading.Register)
            .ThenBy(reading => reading.MeterSerial, StringComparer.Ordinal)
            .ThenBy(reading => reading.Time),
    ];
}
