using System.Globalization;

namespace LocalEnergyMarket.Protos.Quantities;

/// <summary>Energy in whole watt-hours (Wh). May be negative where it is a difference.</summary>
public readonly record struct WattHours(long Value) : IComparable<WattHours>
{
    public static readonly WattHours Zero;

    public static WattHours operator +(WattHours a, WattHours b) => new(checked(a.Value + b.Value));

    public static WattHours operator -(WattHours a, WattHours b) => new(checked(a.Value - b.Value));

    public static WattHours operator -(WattHours a) => new(checked(-a.Value));

    /// <summary>Energy times price, exact: Wh × 10⁻⁵ EUR/kWh = 10⁻⁸ EUR.</summary>
    public static Money operator *(WattHours energy, PricePerKwh price) => new(checked(energy.Value * price.Value));

    public static bool operator <(WattHours a, WattHours b) => a.Value < b.Value;

    public static bool operator >(WattHours a, WattHours b) => a.Value > b.Value;

    public static bool operator <=(WattHours a, WattHours b) => a.Value <= b.Value;

    public static bool operator >=(WattHours a, WattHours b) => a.Value >= b.Value;

    public static WattHours Min(WattHours a, WattHours b) => a < b ? a : b;

    public static WattHours Max(WattHours a, WattHours b) => a > b ? a : b;

    public WattHours Abs() => new(Math.Abs(Value));

    public int CompareTo(WattHours other) => Value.CompareTo(other.Value);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value} Wh");
}
