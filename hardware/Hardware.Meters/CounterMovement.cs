using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Meters;

/// <summary>How a counter came from one value to the next.</summary>
public enum CounterStep
{
    /// <summary>It counted, or stood still.</summary>
    Forward,
    /// <summary>It reached its end and started anew.</summary>
    Wrapped,
    /// <summary>It is lower than before: it lost what it had not kept, was reset, or is another device's.</summary>
    Back,
}

/// <summary>What a counter counted between two readings.</summary>
/// <param name="EnergyWh">Never negative; 0 if the counter went back, because then nobody knows.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CounterMovement(CounterStep Step, long EnergyWh)
{
    /// <summary>
    /// From one reading to a later one. A lower value is a wrap only if the counter has an end and counted at most a hundredth of its range across it;
    /// otherwise it went back.
    /// </summary>
    public static CounterMovement Between(long before, MeterValue after)
    {
        if (after.Value >= before)
        {
            return new(CounterStep.Forward, after.Value - before);
        }

        var across = after.WrapsAtWh - before + after.Value;
        return after.WrapsAtWh > before && across <= after.WrapsAtWh / 100 ? new(CounterStep.Wrapped, across) : new(CounterStep.Back, 0);
    }
}
