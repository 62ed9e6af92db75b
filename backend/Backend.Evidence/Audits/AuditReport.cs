using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>An anchor as the chain has it.</summary>
public sealed record ChainAnchor(AnchorKey Key, Digest Root, long LeafCount);

/// <summary>What was checked, in the order of the checks.</summary>
public sealed record AuditReport(IReadOnlyList<Finding> Findings)
{
    public bool Holds => Findings.All(finding => finding.Holds);

    /// <summary>What does not hold, in English.</summary>
    public IEnumerable<string> Broken => Findings.Where(finding => !finding.Holds).Select(finding => finding.Text);
}
