using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Simulation.Plants;

/// <summary>A whole number for each of the three phases.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Phases(long L1, long L2, long L3)
{
    public long Total => L1 + L2 + L3;

    /// <param name="phase">1 to 3.</param>
    public long this[int phase] => phase switch { 1 => L1, 2 => L2, 3 => L3, _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "phases are 1 to 3") };

    /// <summary>Splits a total so that the parts add up to it: the third phase takes what the division leaves.</summary>
    /// <param name="first">Thousandths on L1.</param>
    /// <param name="second">Thousandths on L2.</param>
    public static Phases Split(long total, int first = 334, int second = 333)
    {
        var (one, two) = (total * first / 1000, total * second / 1000);
        return new(one, two, total - one - two);
    }

    /// <summary>What is above 0 on each phase.</summary>
    public Phases Positive() => new(Math.Max(L1, 0), Math.Max(L2, 0), Math.Max(L3, 0));

    public static Phases operator +(Phases a, Phases b) => new(a.L1 + b.L1, a.L2 + b.L2, a.L3 + b.L3);

    public static Phases operator -(Phases a, Phases b) => new(a.L1 - b.L1, a.L2 - b.L2, a.L3 - b.L3);

    public static Phases operator -(Phases a) => new(-a.L1, -a.L2, -a.L3);

    public static Phases operator *(Phases a, long factor) => new(a.L1 * factor, a.L2 * factor, a.L3 * factor);
}
