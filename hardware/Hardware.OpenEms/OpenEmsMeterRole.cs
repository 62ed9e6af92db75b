namespace LocalEnergyMarket.Hardware.OpenEms;

/// <summary>What a meter measures decides what OpenEMS means by plus.</summary>
public enum OpenEmsMeterRole
{
    /// <summary>The connection to the grid: plus is buying.</summary>
    Grid,
    /// <summary>A generator: plus is production.</summary>
    Production,
    /// <summary>A metered consumer: plus is consumption.</summary>
    Consumption,
}
