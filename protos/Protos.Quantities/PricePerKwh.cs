namespace LocalEnergyMarket.Protos.Quantities;

/// <summary>A price in 10⁻⁵ EUR/kWh, that is in millicent per kilowatt-hour: 8.42 ct/kWh is 8,420. May be negative.</summary>
public readonly record struct PricePerKwh(long Value) : IComparable<PricePerKwh>
{
    public static readonly PricePerKwh Zero;

    public static PricePerKwh operator +(PricePerKwh a, PricePerKwh b) => new(checked(a.Value + b.Value));

    public static PricePerKwh operator -(PricePerKwh a, PricePerKwh b) => new(checked(a.Value - b.Value));

    public static bool operator <(PricePerKwh a, PricePerKwh b) => a.Value < b.Value;

    public static bool operator >(PricePerKwh a, PricePerKwh b) => a.Value > b.Value;

    public static bool operator <=(PricePerKwh a, PricePerKwh b) => a.Value <= b.Value;

    public static bool operator >=(PricePerKwh a, PricePerKwh b) => a.Value >= b.Value;

    public int CompareTo(PricePerKwh other) => Value.CompareTo(other.Value);

    /// <summary>In cents with three decimals, for example <c>8.420 ct/kWh</c>.</summary>
    public override string ToString() => FixedPoint.Format(Value, 3) + " ct/kWh";
}
