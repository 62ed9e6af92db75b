using System.Globalization;

namespace LocalEnergyMarket.Protos.Quantities;

/// <summary>Power in whole watts (W). At a unit, positive is production, negative is consumption.</summary>
public readonly record struct Watts(long Value) : IComparable<Watts>
{
    public static readonly Watts Zero;

    public static bool operator <(Watts a, Watts b) => a.Value < b.Value;

    public static bool operator >(Watts a, Watts b) => a.Value > b.Value;

    public static bool operator <=(Watts a, Watts b) => a.Value <= b.Value;

    public static bool operator >=(Watts a, Watts b) => a.Value >= b.Value;

    public int CompareTo(Watts other) => Value.CompareTo(other.Value);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value} W");
}
