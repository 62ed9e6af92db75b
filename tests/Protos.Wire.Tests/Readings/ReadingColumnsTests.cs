using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Protos.Wire.Tests.Readings;

public sealed class ReadingColumnsTests
{
    [Fact]
    public void Readings_come_back_in_the_order_of_a_batch() =>
        Prop.ForAll(SomeReadings.Any(), readings => OverTheWire(readings).SequenceEqual(ReadingOrder.Sorted(readings))).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_readings_in_any_order_give_the_same_columns() =>
        Prop.ForAll(SomeReadings.Any(), readings =>
        {
            var distinct = readings.DistinctBy(r => (r.MeterSerial, r.MeterIndex, r.Register, r.Time)).ToArray();
            return ReadingColumns.Encode(distinct).SequenceEqual(ReadingColumns.Encode(distinct.Reverse()));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_reading_takes_less_than_six_bytes_at_one_value_a_second()
    {
        var readings = SomeReadings.OfAPlant(60).ToList();
        var batch = new ReadingBatch { Meters = { ReadingColumns.Encode(readings) } };

        var bytes = (double)batch.CalculateSize() / readings.Count;

        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes:F2} bytes a reading in a batch of a minute ({readings.Count} readings)");
        Assert.InRange(bytes, 1, 6);
    }

    [Fact]
    public void Columns_are_sorted_by_meter_then_register_then_serial()
    {
        Reading[] readings =
        [
            new("b", 2, Register.PowerW, SomeReadings.Noon, 1, Quality.Good),
            new("b", 1, Register.PowerW, SomeReadings.Noon, 2, Quality.Good),
            new("a", 1, Register.PowerW, SomeReadings.Noon, 3, Quality.Good),
            new("b", 1, Register.EnergyImportWh, SomeReadings.Noon, 4, Quality.Good),
        ];

        Assert.Equal([4, 3, 2, 1], ReadingColumns.Encode(readings).Select(columns => columns.Value[0]));
    }

    [Fact]
    public void Qualities_are_runs_and_the_first_values_absolute()
    {
        var time = SomeReadings.Noon;
        Reading[] readings =
        [
            SomeReadings.Of(Register.PowerW, time, 100),
            SomeReadings.Of(Register.PowerW, time.AddSeconds(1), 90),
            SomeReadings.Of(Register.PowerW, time.AddSeconds(2), 95) with { Quality = Quality.Stale },
        ];

        var columns = Assert.Single(ReadingColumns.Encode(readings));

        Assert.Equal([time.ToUnixTimeMilliseconds(), 1000, 1000], columns.TimeUnixMs);
        Assert.Equal([100, -10, 5], columns.Value);
        Assert.Equal([(uint)Quality.Good, 2, (uint)Quality.Stale, 1], columns.QualityRuns);
    }

    [Fact]
    public void A_time_is_kept_in_utc_to_the_millisecond()
    {
        var reading = SomeReadings.Of(Register.PowerW, new DateTimeOffset(2026, 6, 21, 14, 0, 0, TimeSpan.FromHours(2)).AddTicks(19_999), 1);

        Assert.Equal(SomeReadings.Noon.AddMilliseconds(1), reading.Time);
        Assert.Equal(TimeSpan.Zero, reading.Time.Offset);
        Assert.Equal(SomeReadings.Noon, (reading with { Time = SomeReadings.Noon.AddTicks(5) }).Time);
    }

    [Fact]
    public void A_reading_that_the_format_cannot_carry_is_refused_when_encoding()
    {
        var good = SomeReadings.Of(Register.PowerW, SomeReadings.Noon, 1);

        Refused(good with { MeterSerial = " " }, "serial number is empty");
        Refused(good with { MeterIndex = 0 }, "indices count from 1");
        Refused(good with { Register = (Register)9 }, "register 9 is not known");
        Refused(good with { Quality = Quality.Unspecified }, "quality 0 is not known");
        Refused(good with { Time = good.Time.AddSeconds(1), Value = long.MinValue }, "range of 64 bits", good);
    }

    static void Refused(Reading reading, string wrong, params Reading[] before) =>
        Assert.Contains(wrong, Assert.Throws<ArgumentException>(() => ReadingColumns.Encode([.. before, reading])).Message, StringComparison.Ordinal);

    static IReadOnlyList<Reading> OverTheWire(Reading[] readings)
    {
        var content = new ReadingBatch { Meters = { ReadingColumns.Encode(readings) } }.ToByteArray();
        return ReadingColumns.Decode(ReadingBatch.Parser.ParseFrom(content));
    }
}
