using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Readings;

/// <summary>
/// Readings as packed, delta-coded columns and back (lem/v1/readings.proto). At one value a second a reading takes 3 to 5 bytes: objects and
/// repeated serial numbers would take ten times that on the box's LTE link.
/// </summary>
public static class ReadingColumns
{
    /// <summary>The columns of the readings, one for each register of each meter, in <see cref="ReadingOrder"/>.</summary>
    /// <exception cref="ArgumentException">A reading has no meter serial, no meter index, an unknown register or quality, or a step from the value before beyond 64 bits.</exception>
    public static IReadOnlyList<MeterColumns> Encode(IEnumerable<Reading> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        var all = new List<MeterColumns>();
        ColumnsWriter? writer = null;
        foreach (var reading in ReadingOrder.Sorted(readings))
        {
            if (ReadingRules.WrongWith(reading) is { } wrong)
            {
                throw new ArgumentException($"Reading of meter {reading.MeterIndex} at {reading.Time:O}: {wrong}", nameof(readings));
            }

            if (writer is null || !writer.Takes(reading))
            {
                writer = new ColumnsWriter(reading);
                all.Add(writer.Columns);
            }

            writer.Add(reading);
        }

        return all;
    }

    /// <summary>The readings of a batch, in the order of its columns.</summary>
    /// <exception cref="ReadingFormatException">The columns do not fit together; the message says where.</exception>
    public static IReadOnlyList<Reading> Decode(ReadingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Decode(batch.Meters);
    }

    /// <inheritdoc cref="Decode(ReadingBatch)"/>
    public static IReadOnlyList<Reading> Decode(IReadOnlyList<MeterColumns> meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var readings = new List<Reading>(meters.Sum(columns => columns.TimeUnixMs.Count));
        for (var index = 0; index < meters.Count; index++)
        {
            ColumnsReader.Read(meters[index], $"meters[{index}]", readings);
        }

        return readings;
    }
}
