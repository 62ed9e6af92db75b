using System.ComponentModel.DataAnnotations;

namespace LocalEnergyMarket.Backend.Anchoring.Pruning;

/// <summary>How long the contract's tables hold what is anchored. The roots stay in the database, and in the chain's blocks.</summary>
public sealed class RetentionOptions
{
    /// <summary>Days that anchors, events and reports stay in the contract's tables; at least the contract's own keep.</summary>
    [Range(1, 36_500)]
    public int Days { get; set; } = 1_461;

    /// <summary>Rows that one step removes.</summary>
    [Range(1, 1_000)]
    public int Rows { get; set; } = 100;

    internal TimeSpan Length => TimeSpan.FromDays(Days);
}
