using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Gpio;

/// <summary>The level of a line, as it is on the wire: no line is turned round here.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct PinValue : IEquatable<PinValue>
{
    readonly bool _high;

    PinValue(bool high) => _high = high;

    public static PinValue High => new(true);

    public static PinValue Low => new(false);

    public static implicit operator PinValue(bool high) => new(high);

    public static implicit operator PinValue(int value) => new(value != 0);

    public static explicit operator bool(PinValue value) => value._high;

    public static explicit operator int(PinValue value) => value._high ? 1 : 0;

    public static PinValue operator !(PinValue value) => new(!value._high);

    public static bool operator ==(PinValue left, PinValue right) => left.Equals(right);

    public static bool operator !=(PinValue left, PinValue right) => !left.Equals(right);

    public static PinValue FromBoolean(bool high) => new(high);

    public static PinValue FromInt32(int value) => new(value != 0);

    public bool ToBoolean() => _high;

    public int ToInt32() => _high ? 1 : 0;

    public PinValue LogicalNot() => new(!_high);

    public bool Equals(PinValue other) => _high == other._high;

    public override bool Equals(object? obj) => obj is PinValue other && Equals(other);

    public override int GetHashCode() => _high ? 1 : 0;

    public override string ToString() => _high ? "High" : "Low";
}
