using System.ComponentModel.DataAnnotations;

namespace LocalEnergyMarket.Backend.Rpc.Health;

/// <summary>How often the parts are asked how they are.</summary>
public sealed class HealthOptions
{
    /// <summary>The pause between two rounds, s.</summary>
    [Range(1, 3600)]
    public int IntervalSeconds { get; set; } = 5;

    /// <summary>How long a part may take to answer, s; then it counts as down.</summary>
    [Range(1, 60)]
    public int PartSeconds { get; set; } = 3;
}
