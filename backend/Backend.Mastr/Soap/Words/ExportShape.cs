using System.Text.Encodings.Web;
using System.Text.Json;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Words;

/// <summary>Puts an object of the service into the shape that the bulk export gives it: flat, its element names, catalogue ids, 0 and 1.</summary>
static class ExportShape
{
    // About the answer, not about the object.
    static readonly HashSet<string> Frame = new(["Ergebniscode", "AufrufVeraltet", "AufrufLebenszeitEnde", "AufrufVersion"], StringComparer.Ordinal);

    static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Text in the service, and the word "None" means nothing there.
    const string NoWord = "None";

    /// <param name="kind">The export's kind of record.</param>
    /// <param name="element">An answer or a row.</param>
    public static Dictionary<string, string> Fields(string kind, SoapElement element)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var group in element.Children.Where(child => !Frame.Contains(child.Name)).GroupBy(child => child.Name, StringComparer.Ordinal))
        {
            Put(fields, kind, FieldNames.ToExport(kind, group.Key), [.. group]);
        }

        return fields;
    }

    static void Put(Dictionary<string, string> fields, string kind, string name, List<SoapElement> elements)
    {
        var first = elements[0];
        if (first.Child("NichtVorhanden") is { } absent)
        {
            Set(fields, name, Value(kind, name, first.Child("Wert")));
            if (absent.Text.Length > 0 && HasMark(kind, name))
            {
                Set(fields, $"{name}_nv", Plain(absent.Text));
            }
        }
        else
        {
            var strange = elements.Where(element => element.Children.Count > 0 && Reference(element).Length == 0).Select(Tree).ToList();
            Set(fields, name, strange.Count > 0 ? JsonSerializer.Serialize(strange, Json) : Joined(kind, name, elements));
        }
    }

    static string Joined(string kind, string name, List<SoapElement> elements) =>
        string.Join(", ", elements.Select(element => Value(kind, name, element)).Where(value => value.Length > 0).Distinct(StringComparer.Ordinal));

    /// <summary>Of a catalogue entry, or of something linked, the export has the number.</summary>
    static string Value(string kind, string name, SoapElement? element) =>
        element is null || element.Text == NoWord ? ""
        : element.Children.Count > 0 ? Reference(element)
        : Vocabulary.ToExport(kind, name, Dated(name, Plain(element.Text)));

    static string Reference(SoapElement element) =>
        First(element, "MaStRNummer", "MarktrolleMastrNummerId", "NetzanschlusspunktMastrNummer", "Id", "ErtuechtigungId");

    static string First(SoapElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element[name] is { Length: > 0 } text)
            {
                return text;
            }
        }

        return "";
    }

    static Dictionary<string, object> Tree(SoapElement element)
    {
        var tree = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var group in element.Children.GroupBy(child => child.Name, StringComparer.Ordinal))
        {
            var values = group.Select(child => child.Children.Count == 0 ? child.Text : (object)Tree(child)).ToList();
            tree[group.Key] = values.Count == 1 ? values[0] : values;
        }

        return tree;
    }

    /// <summary>0 and 1 for a truth, seven digits for parts of a second.</summary>
    static string Plain(string text) => text switch
    {
        "true" => "1",
        "false" => "0",
        _ when text.Length is > 20 and < 27 && text[10] == 'T' && text[19] == '.' && text.AsSpan(20).IndexOfAnyExceptInRange('0', '9') < 0 => text.PadRight(27, '0'),
        _ => text,
    };

    /// <summary>Days that the export writes with a time, and stamps that it writes with parts of a second even where there are none.</summary>
    static string Dated(string name, string text) =>
        text.Length == 19 && name is "DatumLetzteAktualisierung" or "DatumLetzeAktualisierung" or "LetzteAenderung" ? $"{text}.0000000"
        : text.Length == 10 && name is "RegistrierungsdatumMarktakteur" or "InbetriebnahmedatumAmAktuellenStandort" or "DatumNetzreserve" or "DatumKapazitaetsreserve"
            ? $"{text}T00:00:00"
            : text;

    /// <summary>The export has no mark for these, the service has.</summary>
    static bool HasMark(string kind, string name) => kind != "Marktakteure" || name is not ("Registergericht" or "Registernummer" or "RegisternummerAusland" or "Taetigkeitsende");

    static void Set(Dictionary<string, string> fields, string name, string value)
    {
        if (value.Length > 0)
        {
            fields[name] = value;
        }
    }
}
