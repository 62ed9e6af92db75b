using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Protos.Wire.Tests.Readings;

static class SomeReadings
{
    public static readonly DateTimeOffset Noon = new(2026, 6, 21, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Any readings: few meters and instants so that groups and ties come up, values of any size whose steps fit in 64 bits.</summary>
    public static Arbitrary<Reading[]> Any()
    {
        var reading =
            from serial in Gen.Elements("1EMH0012345678", "1ISK0070000001", "ä ö")
            from meter in Gen.Choose(1, 3)
            from register in Gen.Elements(Register.EnergyImportWh, Register.EnergyExportWh, Register.PowerW)
            from ms in Gen.OneOf(Gen.Choose(0, 5), Gen.Choose(-2_000_000_000, 2_000_000_000))
            from small in Gen.Choose(int.MinValue, int.MaxValue)
            from scale in Gen.Elements(1L, 1L << 30)
            from quality in Gen.Elements(Enum.GetValues<Quality>()[1..])
            select new Reading(serial, (uint)meter, register, Noon.AddMilliseconds(ms), small * scale, quality);
        return reading.ArrayOf().ToArbitrary();
    }

    /// <summary>One box's <paramref name="seconds"/> seconds: the three registers of a plant's meter, each once a second.</summary>
    public static IEnumerable<Reading> OfAPlant(int seconds)
    {
        var (import, export) = (1_234_567L, 45_678_901L);
        // A fixed seed: the same plant every time.
        var random = new Random(2026);
        for (var second = 0; second < seconds; second++)
        {
            var power = 3000 + random.Next(-400, 400);
            export += random.Next(0, 2);
            import += second % 60 == 0 ? 1 : 0;
            var time = Noon.AddSeconds(second).AddMilliseconds(random.Next(0, 40));
            yield return Of(Register.EnergyImportWh, time, import);
            yield return Of(Register.EnergyExportWh, time, export);
            yield return Of(Register.PowerW, time, power);
        }
    }

    public static Reading Of(Register register, DateTimeOffset time, long value) => new("1EMH0012345678", 1, register, time, value, Quality.Good);

    public static MeterColumns Columns() => new()
    {
        MeterSerial = "1EMH0012345678",
        MeterIndex = 1,
        Register = Register.PowerW,
        TimeUnixMs = { 1000, 1000, 1000 },
        Value = { 5, -1, -1 },
        QualityRuns = { (uint)Quality.Good, 2, (uint)Quality.Stale, 1 },
    };
}
