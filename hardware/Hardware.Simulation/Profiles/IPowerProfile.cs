namespace LocalEnergyMarket.Hardware.Simulation.Profiles;

/// <summary>A power over time, constant within each minute. The same minute always has the same power.</summary>
public interface IPowerProfile
{
    /// <summary>Whole watts, never negative, in the minute that many minutes after 1970-01-01 UTC.</summary>
    long WattsAt(long unixMinute);
}
