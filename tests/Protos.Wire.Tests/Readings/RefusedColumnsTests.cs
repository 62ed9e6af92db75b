using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Protos.Wire.Tests.Readings;

/// <summary>Good columns, one thing damaged at a time.</summary>
public sealed class RefusedColumnsTests
{
    [Fact]
    public void Undamaged_columns_are_read() => Assert.Equal([5, 4, 3], ReadingColumns.Decode([SomeReadings.Columns()]).Select(r => r.Value));

    [Fact]
    public void A_missing_value_is_said() => Refused(c => c.Value.RemoveAt(2), "meters[1]: 3 times but 2 values.");

    [Fact]
    public void A_missing_time_is_said() => Refused(c => c.TimeUnixMs.RemoveAt(0), "meters[1]: 2 times but 3 values.");

    [Fact]
    public void Too_few_qualities_are_said() => Refused(c => c.QualityRuns[1] = 1, "meters[1].quality_runs: qualities of 2 readings, but there are 3.");

    [Fact]
    public void Endless_qualities_are_said() =>
        Refused(c => c.QualityRuns[1] = uint.MaxValue, "meters[1].quality_runs: qualities of 4294967296 readings, but there are 3.");

    [Fact]
    public void Half_a_run_is_said() => Refused(c => c.QualityRuns.RemoveAt(3), "meters[1].quality_runs: 3 numbers are not pairs");

    [Fact]
    public void A_run_of_nothing_is_said() => Refused(c => c.QualityRuns[3] = 0, "meters[1].quality_runs[3]: a run of no readings.");

    [Theory]
    [InlineData(0u)]
    [InlineData(99u)]
    [InlineData(uint.MaxValue)]
    public void An_unknown_quality_is_said(uint quality) => Refused(c => c.QualityRuns[2] = quality, "meters[1].quality_runs[2]: quality ");

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    public void An_unknown_register_is_said(int register) => Refused(c => c.Register = (Register)register, $"meters[1]: register {register} is not known.");

    [Fact]
    public void An_empty_serial_is_said() => Refused(c => c.MeterSerial = "", "meters[1]: the meter's serial number is empty.");

    [Fact]
    public void An_index_of_zero_is_said() => Refused(c => c.MeterIndex = 0, "meters[1]: the meter's index is 0");

    [Fact]
    public void A_value_beyond_64_bits_is_said() => Refused(c => c.Value[1] = long.MaxValue, "meters[1].value[1]: 5 and the difference");

    [Fact]
    public void A_time_beyond_64_bits_is_said() => Refused(c => c.TimeUnixMs[1] = long.MaxValue, "meters[1].time_unix_ms[1]: 1000 and the difference");

    [Fact]
    public void A_time_no_calendar_has_is_said() =>
        Refused(c => c.TimeUnixMs[0] = long.MinValue / 2, "meters[1].time_unix_ms[0]: -4611686018427387904 ms is not a time");

    [Fact]
    public void Columns_without_readings_are_said() =>
        Refused(
            c =>
            {
                c.TimeUnixMs.Clear();
                c.Value.Clear();
                c.QualityRuns.Clear();
            },
            "meters[1]: there are no readings");

    static void Refused(Action<MeterColumns> damage, string message)
    {
        var damaged = SomeReadings.Columns();
        damage(damaged);
        var exception = Assert.Throws<ReadingFormatException>(() => ReadingColumns.Decode([SomeReadings.Columns(), damaged]));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }
}
