using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Journal;

static class SomeReadings
{
    public static readonly DateTimeOffset Noon = new(2026, 6, 21, 12, 0, 0, TimeSpan.Zero);

    public static Reading Power(long value) => new("1LEM0000000001", 1, Register.PowerW, Noon.AddSeconds(value), value, Quality.Good);

    public static Reading Counter(long value, Quality quality = Quality.Good) =>
        new("1LEM0000000001", 1, Register.EnergyImportWh, Noon.AddSeconds(value), value, quality);
}
