namespace LocalEnergyMarket.Hardware.Simulation.Plants;

/// <summary>The meters of the site.</summary>
public enum PlantMeter
{
    /// <summary>At the PV inverter: exports what the sun gives.</summary>
    Pv,
    /// <summary>At the household: imports what it consumes.</summary>
    Household,
    /// <summary>At the battery: imports charge, exports discharge.</summary>
    Battery,
    /// <summary>At the connection to the grid: the sum of the three.</summary>
    Grid,
}
