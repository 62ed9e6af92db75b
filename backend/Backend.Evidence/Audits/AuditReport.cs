using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>A row of the chain's anchors.</summary>
public sealed record ChainAnchor(AnchorKey Key, Digest Root, long LeafCount);

/// <summary>One thing that was checked, in words.</summary>
/// <param name="Holds">False if it does not hold; the text then names the record.</param>
public sealed record Finding(bool Holds, string Text);

/// <summary>What was checked, in the order of the checks.</summary>
public sealed record AuditReport(IReadOnlyList<Finding> Findings)
{
    public bool Holds => Findings.All(finding => finding.Holds);

    public IEnumerable<string> Broken => Findings.Where(finding => !finding.Holds).Select(finding => finding.Text);
}

/// <summary>Collects findings: what is wrong one by one, what holds once a check is through without anything wrong.</summary>
sealed class Findings
{
    readonly List<Finding> _findings = [];

    public int BrokenCount { get; private set; }

    public AuditReport Report => new(_findings);

    public void Broken(string text)
    {
        BrokenCount++;
        _findings.Add(new(false, text));
    }

    public void Holds(string text) => _findings.Add(new(true, text));

    /// <summary>Runs a check; if it finds nothing wrong, the text says what holds.</summary>
    public void Check(string holds, Action check)
    {
        var before = BrokenCount;
        try
        {
            check();
        }
        catch (OverflowException)
        {
            // Only numbers that no market has can do this: a changed document must not stop the other checks.
            Broken($"Not to be computed, the numbers are too large: {holds}");
        }

        if (BrokenCount == before)
        {
            Holds(holds);
        }
    }

    /// <summary>Reads a record; what is malformed is a finding, and the record is left out.</summary>
    public T? Read<T>(AnchorKey anchor, int index, CanonicalObject content, Func<CanonicalObject, T> read)
        where T : class
    {
        try
        {
            return read(content);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            Broken($"{Names.Record(anchor, index, content)} cannot be read: {e.Message}");
            return null;
        }
    }
}
