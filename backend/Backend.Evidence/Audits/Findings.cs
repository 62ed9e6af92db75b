using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>Collects findings: what is wrong one by one, what holds once a check is through without anything wrong.</summary>
sealed class Findings
{
    readonly List<Finding> _findings = [];

    public int BrokenCount { get; private set; }

    public AuditReport Report => new(_findings);

    public void Broken(Rule rule, params object[] values) => Broken(new Finding(false, rule, values));

    public void Broken(Finding finding)
    {
        BrokenCount++;
        _findings.Add(finding);
    }

    public void Holds(Rule rule, params object[] values) => _findings.Add(new(true, rule, values));

    /// <summary>Runs a check; if it finds nothing wrong, the rule says what holds.</summary>
    public void Check(Action check, Rule holds, params object[] values)
    {
        var before = BrokenCount;
        var finding = new Finding(true, holds, values);
        try
        {
            check();
        }
        catch (OverflowException)
        {
            // Only numbers that no market has can do this: a changed document must not stop the other checks.
            Broken(Rules.TooLarge, finding);
        }

        if (BrokenCount == before)
        {
            _findings.Add(finding);
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
            Broken(Rules.Unreadable, new RecordName(anchor, index, content), e.Message);
            return null;
        }
    }
}
