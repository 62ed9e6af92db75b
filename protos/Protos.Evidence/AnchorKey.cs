using System.Globalization;

namespace LocalEnergyMarket.Protos.Evidence;

/// <summary>What a tree is about; the numbers are those on the chain.</summary>
public enum AnchorKind
{
    None = 0,
    Readings = 1,
    Book = 2,
    Result = 3,
    Secondary = 4,
    Settlement = 5,
}

/// <summary>Names one anchor on the chain.</summary>
/// <param name="Market">The market's name on the chain, an EOSIO name.</param>
/// <param name="Timeslot">Start of the quarter hour in seconds since 1970 UTC.</param>
/// <param name="Version">From 1; a higher version of the same kind and timeslot corrects it.</param>
public sealed record AnchorKey(string Market, AnchorKind Kind, long Timeslot, int Version)
{
    public static readonly IReadOnlyDictionary<string, AnchorKind> KindNames = new Dictionary<string, AnchorKind>(StringComparer.Ordinal)
    {
        ["readings"] = AnchorKind.Readings,
        ["book"] = AnchorKind.Book,
        ["result"] = AnchorKind.Result,
        ["secondary"] = AnchorKind.Secondary,
        ["settlement"] = AnchorKind.Settlement,
    };

    public string KindName => KindNames.First(k => k.Value == Kind).Key;

    public IEnumerable<(string Name, CanonicalValue Value)> Members =>
        [("market", Market), ("kind", KindName), ("timeslot", Timeslot), ("version", Version)];

    /// <exception cref="FormatException">A member is missing or out of its range.</exception>
    public static AnchorKey Read(CanonicalObject document)
    {
        var kind = document.TextOf("kind");
        return new(
            document.TextOf("market"),
            KindNames.TryGetValue(kind, out var known) ? known : throw new FormatException($"There is no kind '{(kind.Length > 40 ? kind[..40] + "…" : kind)}' of anchors."),
            document.IntegerOf("timeslot", 0, uint.MaxValue) is var slot && slot % 900 == 0
                ? slot
                : throw new FormatException($"'timeslot' {slot} is not the start of a quarter hour in seconds since 1970 UTC."),
            (int)document.IntegerOf("version", 1, ushort.MaxValue));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{KindName} of {Market}, timeslot {DateTimeOffset.FromUnixTimeSeconds(Timeslot).UtcDateTime:yyyy-MM-dd'T'HH:mm'Z'}, version {Version}");
}
