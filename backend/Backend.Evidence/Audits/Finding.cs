using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>One thing that was checked.</summary>
/// <param name="Holds">False if it does not hold; the finding then names the record.</param>
/// <param name="Values">What the rule's words speak of, in their order.</param>
/// <param name="Expected">What ought to stand there, if that can be said in one value.</param>
/// <param name="Found">What stands there.</param>
public sealed record Finding(bool Holds, Rule Rule, IReadOnlyList<object> Values, string? Expected = null, string? Found = null)
{
    /// <summary>In English.</summary>
    public string Text => Say(Language.English);

    /// <summary>The record it is about; null if it is about more than one.</summary>
    public RecordName? Record => Values.OfType<RecordName>().FirstOrDefault();

    /// <summary>The tree it is about; null if it is about the whole document.</summary>
    public AnchorKey? Tree => Record?.Anchor ?? Values.OfType<AnchorKey>().FirstOrDefault();

    public string Say(Language language) => Rule.Say(language, Values);
}
