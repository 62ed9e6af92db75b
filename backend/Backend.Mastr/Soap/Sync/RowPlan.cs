using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;
using LocalEnergyMarket.Backend.Mastr.Soap.Words;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Sync;

/// <summary>What the rows of a page lead to.</summary>
/// <param name="Lists">Lists that are to be read because of them.</param>
sealed record TakenRows(SyncStep Step, IReadOnlyList<SyncList> Lists, int Unchanged)
{
    public SyncCounts Count(SyncCounts counts) => counts with
    {
        Answers = counts.Answers + 1,
        Unchanged = counts.Unchanged + Unchanged,
        Removed = counts.Removed + Step.Removed.Count,
        Linked = counts.Linked + Step.Records.Count,
    };
}

/// <summary>Makes records and questions of a list's rows. Pure.</summary>
static class RowPlan
{
    public const string Active = "472";

    public static TakenRows Take(SyncState state, SyncList list, SoapAnswer page, IReadOnlyDictionary<string, KnownUnit> known) => list.Kind switch
    {
        ListKind.Units => Units(state, page, known),
        ListKind.Changes => Changes(state, list, page, known),
        ListKind.Removed => Removed(state, list, page, known),
        ListKind.Points => Points(state, list, page, known),
        ListKind.Actors => Records(state, page.Rows.SelectMany(ActorRecords)),
        ListKind.Categories => Categories(state, page),
        _ => Records(state, page.Rows.Select(row => Catalogue("Katalogwerte", row, list.Arguments.Single().Value))),
    };

    static TakenRows Units(SyncState state, SoapAnswer page, IReadOnlyDictionary<string, KnownUnit> known)
    {
        var asks = new List<SyncAsk>();
        var warnings = new List<string>();
        var unchanged = 0;
        foreach (var row in page.Rows)
        {
            var fields = ExportShape.Fields("Einheiten", row);
            if (known.TryGetValue(row["EinheitMastrNummer"], out var there)
                && there.SystemStatus == fields.GetValueOrDefault("EinheitSystemstatus", Active)
                && there.Updated is { } updated && updated == Stamp(fields))
            {
                unchanged++;
            }
            else
            {
                Ask(row, asks, warnings);
            }
        }

        var followed = page.Rows.Select(row => row["EinheitMastrNummer"]).Where(number => number.Length > 0).Distinct(StringComparer.Ordinal);
        return new(new SyncStep(state) { Asks = asks, Followed = [.. followed], Warnings = warnings }, [], unchanged);
    }

    static TakenRows Changes(SyncState state, SyncList list, SoapAnswer page, IReadOnlyDictionary<string, KnownUnit> known)
    {
        var asks = new List<SyncAsk>();
        var warnings = new List<string>();
        foreach (var row in page.Rows.Where(row => Concerns(list, known, row["EinheitMastrNummer"])))
        {
            Ask(row, asks, warnings);
        }

        return new(new SyncStep(state) { Asks = asks, Warnings = warnings }, [], 0);
    }

    static TakenRows Removed(SyncState state, SyncList list, SoapAnswer page, IReadOnlyDictionary<string, KnownUnit> known)
    {
        var removed = page.Rows
            .Where(row => Concerns(list, known, row["EinheitMastrNummer"]))
            .Select(row => new RemovedUnit(row["EinheitMastrNummer"], Tombstone(ExportShape.Fields("GeloeschteUndDeaktivierteEinheiten", row))))
            .DistinctBy(unit => unit.Number, StringComparer.Ordinal)
            .ToList();
        var unchanged = removed.RemoveAll(unit => known.TryGetValue(unit.Number, out var there)
            && there.SystemStatus == unit.Tombstone.GetValueOrDefault("EinheitSystemstatus") && there.Updated == Stamp(unit.Tombstone));
        return new(new SyncStep(state) { Removed = removed }, [], unchanged);
    }

    static TakenRows Points(SyncState state, SyncList list, SoapAnswer page, IReadOnlyDictionary<string, KnownUnit> known) =>
        Records(state, page.Rows.Where(row => ListPlan.UnitsOfPoint(row).Any(unit => Concerns(list, known, unit)) || !list.Sifted).Select(Point));

    static TakenRows Categories(SyncState state, SoapAnswer page)
    {
        var lists = page.Rows.Select(row => new SyncList(ListKind.Values, SoapOperations.CatalogueValues.Name, [new("id", row["Id"])]));
        return Records(state, page.Rows.Select(row => Catalogue("Katalogkategorien", row, null))) with { Lists = [.. lists] };
    }

    static TakenRows Records(SyncState state, IEnumerable<FoundRecord> records) =>
        new(new SyncStep(state) { Records = [.. records.Where(record => record.Number.Length > 0)] }, [], 0);

    internal static FoundRecord Point(SoapElement row)
    {
        var fields = ExportShape.Fields("Netzanschlusspunkte", row);

        // The units stand on the location.
        fields.Remove("EinheitMitOrtUndPlz");
        return new("Netzanschlusspunkte", row["NetzanschlusspunktMastrNummer"], fields, Whole: false);
    }

    /// <summary>An actor's row, and its market roles, which the export keeps in a file of their own.</summary>
    internal static IEnumerable<FoundRecord> ActorRecords(SoapElement row)
    {
        var fields = ExportShape.Fields("Marktakteure", row);
        var number = fields.GetValueOrDefault("MastrNummer", "");
        yield return new("Marktakteure", number, fields, Whole: false);
        foreach (var role in row.All("Marktrollen").Where(role => role.Children.Count > 0))
        {
            var words = ExportShape.Fields("MarktakteureUndRollen", role);
            words["MarktakteurMastrNummer"] = number;
            if (fields.GetValueOrDefault("DatumLetzeAktualisierung") is { } stamp)
            {
                words["DatumLetzteAktualisierung"] = stamp;
            }

            yield return new("MarktakteureUndRollen", words.GetValueOrDefault("MastrNummer", ""), words, Whole: true);
        }
    }

    static FoundRecord Catalogue(string kind, SoapElement row, string? category)
    {
        var fields = ExportShape.Fields(kind, row);
        if (category is not null)
        {
            fields["KatalogKategorieId"] = category;
        }

        return new(kind, row["Id"], fields, Whole: true);
    }

    /// <summary>Exactly the columns of the export's list: the rest of the row belongs to the unit.</summary>
    static Dictionary<string, string> Tombstone(Dictionary<string, string> fields)
    {
        fields.Remove("Einheitart");
        return fields;
    }

    /// <summary>To the microsecond, as the database keeps it.</summary>
    internal static DateTimeOffset? Stamp(IReadOnlyDictionary<string, string> fields)
    {
        var text = fields.GetValueOrDefault("DatumLetzteAktualisierung") ?? fields.GetValueOrDefault("DatumLetzeAktualisierung") ?? fields.GetValueOrDefault("LetzteAenderung");
        return RecordColumns.Stamp(text) is { } stamp ? stamp.AddTicks(-(stamp.Ticks % TimeSpan.TicksPerMicrosecond)) : null;
    }

    static bool Concerns(SyncList list, IReadOnlyDictionary<string, KnownUnit> known, string number) =>
        !list.Sifted || (known.TryGetValue(number, out var unit) && unit.Followed);

    static void Ask(SoapElement row, List<SyncAsk> asks, List<string> warnings)
    {
        var number = row["EinheitMastrNummer"];
        if (number.Length == 0 || UnitTypes.Find(row["Einheittyp"]) is not { } type)
        {
            warnings.Add($"A unit '{number}' of the type '{row["Einheittyp"]}' was passed over: the type is not known.");
            return;
        }

        asks.Add(new(type.Details.Name, number));
    }
}
