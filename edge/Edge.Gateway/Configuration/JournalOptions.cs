using LocalEnergyMarket.Edge.Gateway.Journal;

namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>How much the journal may take.</summary>
public sealed record JournalOptions
{
    /// <summary>
    /// Bytes that its files may take together. 1048576 (1 MiB) to 1099511627776 (1 TiB), default 268435456 (256 MiB). When that is reached, readings are
    /// given up by a rule, and counted (docs/adr/0031).
    /// </summary>
    public long MaxBytes { get; set; } = JournalLimits.UsualBytes;
}
