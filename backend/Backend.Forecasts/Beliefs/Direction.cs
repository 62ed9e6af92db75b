namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>Which way the energy goes; stored as a number that is never changed.</summary>
public enum Direction : short
{
    /// <summary>What the unit feeds in.</summary>
    Production = 1,

    /// <summary>What the unit draws.</summary>
    Consumption = 2,
}
