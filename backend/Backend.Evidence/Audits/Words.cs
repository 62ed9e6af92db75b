using System.Globalization;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>A finding's values in the words of a language.</summary>
static class Words
{
    static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["offer"] = "Angebot", ["bid"] = "Gebot", ["withdrawal"] = "Rücknahme", ["trade"] = "Handel", ["unsold"] = "unverkaufter Rest", ["purchase"] = "Zukauf",
        ["slot-energy"] = "Viertelstundenwert", ["terms"] = "Bedingungen", ["line"] = "Abrechnungszeile", ["supplier"] = "Zeile des Versorgers", ["head"] = "Kopf",
    };

    public static string Of(object value, Language language) => value switch
    {
        string text => text,
        AnchorKey key => Tree(key, language),
        RecordName record => Record(record, language),
        RecordKind record => What(record.Content, language),
        Difference difference => Differences(difference, language),
        IPhrase phrase => phrase.Say(language),
        Finding finding => finding.Say(language),
        Rejection rejection => language == Language.German ? RejectionWords.German(rejection) : rejection.Message,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    static string Tree(AnchorKey key, Language language) => language == Language.German
        ? string.Create(CultureInfo.InvariantCulture, $"{Kind(key.Kind)} von {key.Market}, Viertelstunde {At(key.Timeslot)}, Version {key.Version}")
        : key.ToString();

    static string Record(RecordName record, Language language) => language == Language.German
        ? string.Create(CultureInfo.InvariantCulture, $"Datensatz {record.Index} in „{Kind(record.Anchor.Kind)}“ Version {record.Anchor.Version} ({What(record.Content, language)})")
        : string.Create(CultureInfo.InvariantCulture, $"Record {record.Index} of the {record.Anchor.KindName} version {record.Anchor.Version} ({What(record.Content, language)})");

    static string What(CanonicalObject content, Language language)
    {
        var (type, id) = (RecordName.TypeOf(content), RecordName.IdOf(content));
        var word = (type.Length == 0, language) switch
        {
            (true, Language.German) => "ein Datensatz ohne Typ",
            (true, _) => "a record without a type",
            (_, Language.German) => Types.GetValueOrDefault(type, type),
            _ => type,
        };
        return id.Length == 0 ? word : $"{word} {id}";
    }

    static string Differences(Difference difference, Language language)
    {
        var (absent, said) = language == Language.German ? ("nicht da", "{0} ist {1}, gerechnet {2}") : ("absent", "{0} is {1}, computed {2}");
        return string.Join("; ", difference.Members.Select(name => string.Format(
            CultureInfo.InvariantCulture, said, name, Value(difference.Stated, name, absent), Value(difference.Computed, name, absent))));
    }

    static string Value(CanonicalObject content, string name, string absent) => content.TryGet(name, out var value) ? value.ToString() : absent;

    static string Kind(AnchorKind kind) => kind switch
    {
        AnchorKind.Readings => "Messwerte",
        AnchorKind.Book => "Orderbuch",
        AnchorKind.Result => "Ergebnis",
        AnchorKind.Secondary => "Zukäufe",
        AnchorKind.Settlement => "Abrechnung",
        _ => kind.ToString(),
    };

    static string At(long timeslot) => DateTimeOffset.FromUnixTimeSeconds(timeslot).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}

/// <summary>Words that are part of a finding.</summary>
public interface IPhrase
{
    string Say(Language language);
}

/// <summary>Words in both languages.</summary>
public sealed record Phrase(string English, string German) : IPhrase
{
    public string Say(Language language) => language == Language.German ? German : English;
}
