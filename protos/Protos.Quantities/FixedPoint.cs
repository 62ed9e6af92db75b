using System.Globalization;

namespace LocalEnergyMarket.Protos.Quantities;

/// <summary>Writes an integer of 10⁻ᵈ units as a decimal number, exactly and in the invariant culture.</summary>
public static class FixedPoint
{
    public static string Format(long value, int decimals)
    {
        var digits = Magnitude.Of(value).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var sign = value < 0 ? "-" : "";
        return decimals == 0 ? sign + digits : $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }
}

file static class Magnitude
{
    /// <summary>The magnitude; unlike <see cref="Math.Abs(long)"/> also of <see cref="long.MinValue"/>.</summary>
    public static ulong Of(long value) => value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value;
}
