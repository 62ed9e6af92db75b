namespace LocalEnergyMarket.Hardware.Simulation.Plants;

/// <summary>
/// The exact truth about the site at any instant: counters are powers integrated in whole milliwatt-seconds. The same settings give the
/// same truth in every process, so a test can compute what a meter must have shown without asking it. May be used from several threads.
/// </summary>
public sealed class Plant(PlantSettings settings)
{
    const long Wh = MeterTruth.MillijoulesPerWh;
    const long MillisecondsPerDay = 86_400_000;

    readonly Lock _lock = new();
    readonly List<PlantTotals> _starts = [new(0, 0, 0, 0, 0, 0, settings.Battery.CapacityWh * Wh / 2)];
    PlantDay? _day;

    long FirstDay { get; } = settings.Since.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>What the meter shows; milliseconds count. Before the plant was put into service it shows its first counters and no power.</summary>
    public MeterTruth CountersAt(PlantMeter meter, DateTimeOffset instant) => At(instant)[meter];

    /// <summary>What the meter's counters, in whole Wh, moved from one instant to another.</summary>
    public (long ImportWh, long ExportWh) EnergyBetween(PlantMeter meter, DateTimeOffset from, DateTimeOffset to)
    {
        var (first, last) = (CountersAt(meter, from), CountersAt(meter, to));
        return (last.ImportWh - first.ImportWh, last.ExportWh - first.ExportWh);
    }

    /// <summary>All meters at one instant.</summary>
    public PlantSnapshot At(DateTimeOffset instant)
    {
        var (day, millisecond) = Math.DivRem(instant.ToUnixTimeMilliseconds(), MillisecondsPerDay);
        if (day < FirstDay)
        {
            return new(_starts[0], default, settings.Battery) { Grid = new(settings.Seed, FirstDay * 1440) };
        }

        var (totals, flows) = Day(day).At(millisecond);
        return new(totals, flows, settings.Battery) { Grid = new(settings.Seed, instant.ToUnixTimeSeconds() / 60) };
    }

    PlantDay Day(long unixDay)
    {
        lock (_lock)
        {
            if (_day?.UnixDay == unixDay)
            {
                return _day;
            }

            while (_starts.Count <= unixDay - FirstDay)
            {
                _starts.Add(Compute(FirstDay + _starts.Count - 1).End);
            }

            return _day = Compute(unixDay);
        }
    }

    PlantDay Compute(long unixDay) => new(unixDay, _starts[(int)(unixDay - FirstDay)], settings.Sun, settings.Household, settings.Battery);
}
