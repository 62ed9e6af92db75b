using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Evidence.Leaves;

/// <summary>Members of leaves as the values of the market. Instants are milliseconds since 1970 UTC.</summary>
static class Fields
{
    public static long Unix(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    public static WattHours Energy(this CanonicalObject leaf, string name) => new(leaf.IntegerOf(name));

    public static PricePerKwh Price(this CanonicalObject leaf, string name) => new(leaf.IntegerOf(name));

    public static Money Money(this CanonicalObject leaf, string name) => new(leaf.IntegerOf(name));

    public static Guid Id(this CanonicalObject leaf, string name) => Guid.TryParseExact(leaf.TextOf(name), "D", out var id)
        ? id
        : throw new FormatException($"The member '{name}' is no UUID: {leaf.TextOf(name)}");

    public static DateTimeOffset Instant(this CanonicalObject leaf, string name) =>
        DateTimeOffset.FromUnixTimeMilliseconds(leaf.IntegerOf(name, 0, 253_402_300_799_999));
}
