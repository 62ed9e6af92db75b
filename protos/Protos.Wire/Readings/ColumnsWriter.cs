using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Readings;

/// <summary>Appends readings of one register of one meter to its columns.</summary>
sealed class ColumnsWriter(Reading first)
{
    long _time;
    long _value;

    public MeterColumns Columns { get; } = new() { MeterSerial = first.MeterSerial, MeterIndex = first.MeterIndex, Register = first.Register };

    public bool Takes(Reading reading) =>
        reading.MeterIndex == Columns.MeterIndex && reading.Register == Columns.Register && reading.MeterSerial == Columns.MeterSerial;

    public void Add(Reading reading)
    {
        var time = reading.Time.ToUnixTimeMilliseconds();
        Columns.TimeUnixMs.Add(time - _time);
        Columns.Value.Add(Difference(reading));
        (_time, _value) = (time, reading.Value);
        var runs = Columns.QualityRuns;
        if (runs.Count > 0 && runs[^2] == (uint)reading.Quality)
        {
            runs[^1]++;
        }
        else
        {
            runs.Add((uint)reading.Quality);
            runs.Add(1);
        }
    }

    long Difference(Reading reading)
    {
        try
        {
            return checked(reading.Value - _value);
        }
        catch (OverflowException overflow)
        {
            throw new ArgumentException(
                $"Reading of meter {reading.MeterIndex} at {reading.Time:O}: the step from {_value} to {reading.Value} leaves the range of 64 bits.",
                nameof(reading),
                overflow);
        }
    }
}
