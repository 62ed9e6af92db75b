using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Simulation.Plants;

/// <summary>What a meter without any error would show at an instant.</summary>
/// <param name="ImportMillijoules">Drawn or consumed at the meter since it was new, milliwatt-seconds.</param>
/// <param name="ExportMillijoules">Fed in or produced at the meter since it was new, milliwatt-seconds.</param>
/// <param name="PowerW">Positive is export or production at the meter.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MeterTruth(long ImportMillijoules, long ExportMillijoules, long PowerW)
{
    public const long MillijoulesPerWh = 3_600_000;

    readonly MeterPhases? _phases;

    /// <summary>The import counter in whole Wh, cut.</summary>
    public long ImportWh => ImportMillijoules / MillijoulesPerWh;

    /// <summary>The export counter in whole Wh, cut.</summary>
    public long ExportWh => ExportMillijoules / MillijoulesPerWh;

    /// <summary>The same by phase; if none were given, three that share alike at 230 V and 50 Hz.</summary>
    public MeterPhases Phases
    {
        get => _phases ?? new(Plants.Phases.Split(ImportMillijoules), Plants.Phases.Split(ExportMillijoules), Plants.Phases.Split(PowerW), default, new(230_000, 230_000, 230_000), 50_000);
        init => _phases = value;
    }
}

/// <summary>What a three-phase meter shows besides.</summary>
/// <param name="ImportMillijoules">By phase, milliwatt-seconds. At the grid they add up to more than the meter's, which adds the phases up before it counts.</param>
/// <param name="ExportMillijoules">Likewise.</param>
/// <param name="PowerW">Adds up to the meter's.</param>
/// <param name="ReactiveVar">Positive is capacitive, seen as active power is.</param>
/// <param name="Millivolt">Between phase and neutral.</param>
/// <param name="Millihertz">Of the grid.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MeterPhases(
    Phases ImportMillijoules, Phases ExportMillijoules, Phases PowerW, Phases ReactiveVar, Phases Millivolt, long Millihertz)
{
    /// <summary>VA, cut to whole.</summary>
    public Phases ApparentVa => new(Apparent(1), Apparent(2), Apparent(3));

    /// <summary>mA, never negative.</summary>
    public Phases Milliampere => new(Current(1), Current(2), Current(3));

    long Current(int phase) => Millivolt[phase] == 0 ? 0 : Apparent(phase) * 1_000_000 / Millivolt[phase];

    long Apparent(int phase)
    {
        var square = (PowerW[phase] * PowerW[phase]) + (ReactiveVar[phase] * ReactiveVar[phase]);
        var root = (long)Math.Sqrt(square);
        return root * root > square ? root - 1 : root;
    }
}
