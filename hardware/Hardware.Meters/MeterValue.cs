using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Meters;

/// <summary>What a meter can tell. The numbers are those of the wire's Register.</summary>
public enum MeterRegister
{
    None = 0,
    /// <summary>Energy drawn or consumed at the meter, Wh, counts up (OBIS 1-0:1.8.0).</summary>
    EnergyImportWh = 1,
    /// <summary>Energy fed in or produced at the meter, Wh, counts up (OBIS 1-0:2.8.0).</summary>
    EnergyExportWh = 2,
    /// <summary>Active power, W; positive is export or production at the meter.</summary>
    PowerW = 3,
}

/// <summary>How good a value is, as far as reading it can tell. The numbers are those of the wire's Quality.</summary>
public enum MeterQuality
{
    None = 0,
    /// <summary>Read from the meter as it stands.</summary>
    Good = 1,
    /// <summary>Computed from other values.</summary>
    Derived = 2,
    /// <summary>The number is known to be old: whoever passes it on could not reach the meter.</summary>
    Stale = 3,
    /// <summary>The meter says that it has no value; the number is 0 and means nothing.</summary>
    Missing = 6,
}

/// <param name="Register">Which quantity.</param>
/// <param name="Value">Whole Wh (a counter is cut, never rounded up) or W (rounded to the nearest).</param>
/// <param name="Quality">How good it is.</param>
/// <param name="Quantum">
/// The smallest step in which the value moves where it stands now, Wh or W, rounded up, at least 1. A 32-bit floating-point counter of kWh moves in
/// steps of 2 Wh from 16,384 kWh on; others have steps of their own. Differences are not better than this.
/// </param>
/// <param name="WrapsAtWh">Where the counter starts anew from 0; 0 if it does not within the life of a meter.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MeterValue(MeterRegister Register, long Value, MeterQuality Quality, long Quantum = 1, long WrapsAtWh = 0)
{
    public static MeterValue Missing(MeterRegister register) => new(register, 0, MeterQuality.Missing);

    /// <summary>The value as it is if the meter is mounted the other way round.</summary>
    public MeterValue Inverted() => Register switch
    {
        MeterRegister.EnergyImportWh => this with { Register = MeterRegister.EnergyExportWh },
        MeterRegister.EnergyExportWh => this with { Register = MeterRegister.EnergyImportWh },
        _ => this with { Value = -Value },
    };
}
