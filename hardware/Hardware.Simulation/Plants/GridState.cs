using System.Runtime.InteropServices;
using LocalEnergyMarket.Hardware.Simulation.Profiles;

namespace LocalEnergyMarket.Hardware.Simulation.Plants;

/// <summary>Voltage and frequency at the site in one minute.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GridState(int Seed, long UnixMinute)
{
    const long Nominal = 230_000;

    // A line of about 0.3 ohms to the transformer: 10 A fed in raise the voltage by 3 V.
    const long MillivoltPerWatt = 13;
    const long PerWattScale = 10;

    /// <summary>mHz, 49,975 to 50,025.</summary>
    public long Millihertz => 49_975 + Dice.Roll(Seed, 5, UnixMinute, 51);

    /// <summary>Phase to neutral.</summary>
    /// <param name="fedInW">Power into the grid by phase.</param>
    public Phases Millivolt(Phases fedInW) => new(At(1, fedInW.L1), At(2, fedInW.L2), At(3, fedInW.L3));

    long At(int phase, long fedInW) =>
        Nominal - 1_500 + Dice.Roll(Seed, 5 + phase, UnixMinute, 3_001) + Math.Clamp(fedInW * MillivoltPerWatt / PerWattScale, -15_000, 15_000);
}
