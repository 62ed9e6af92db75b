namespace LocalEnergyMarket.Protos.Quantities;

/// <summary>An amount in 10⁻⁸ EUR (a microcent). Positive is owed to, negative is owed by the party it is booked on.</summary>
public readonly record struct Money(long Value) : IComparable<Money>
{
    public static readonly Money Zero;

    public static Money operator +(Money a, Money b) => new(checked(a.Value + b.Value));

    public static Money operator -(Money a, Money b) => new(checked(a.Value - b.Value));

    public static Money operator -(Money a) => new(checked(-a.Value));

    public static bool operator <(Money a, Money b) => a.Value < b.Value;

    public static bool operator >(Money a, Money b) => a.Value > b.Value;

    public static bool operator <=(Money a, Money b) => a.Value <= b.Value;

    public static bool operator >=(Money a, Money b) => a.Value >= b.Value;

    public int CompareTo(Money other) => Value.CompareTo(other.Value);

    /// <summary>In euros with all eight decimals, for example <c>0.01263000 EUR</c>.</summary>
    public override string ToString() => FixedPoint.Format(Value, 8) + " EUR";
}
