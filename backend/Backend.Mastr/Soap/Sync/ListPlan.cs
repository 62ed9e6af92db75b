using LocalEnergyMarket.Backend.Mastr.Soap.Wire;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Sync;

/// <summary>Reads lists page by page: what a page leads to, and where the next one begins. Pure.</summary>
public static class ListPlan
{
    /// <summary>A list that moved so often is read on: what is passed over meanwhile lies in the next round's overlap, or in its full comparison.</summary>
    const int MostRestarts = 3;

    /// <summary>Rows of the page before that the next one may begin with.</summary>
    const int TailLength = 20;

    /// <summary>Units that the page is about: what the register knows of them is needed to take it.</summary>
    public static IReadOnlyCollection<string> UnitsOf(SyncList list, SoapAnswer page) => list.Kind switch
    {
        ListKind.Units or ListKind.Changes or ListKind.Removed => [.. page.Rows.Select(row => row["EinheitMastrNummer"]).Distinct(StringComparer.Ordinal)],
        ListKind.Points => [.. page.Rows.SelectMany(UnitsOfPoint).Distinct(StringComparer.Ordinal)],
        _ => [],
    };

    /// <summary>Takes a page of the list that the round reads.</summary>
    /// <param name="known">What the register knows of <see cref="UnitsOf"/>.</param>
    public static SyncStep Take(SyncState state, SoapAnswer page, IReadOnlyDictionary<string, KnownUnit> known)
    {
        var round = state.Round!;
        var list = round.Lists[0];
        var keys = page.Rows.Select(row => Key(list.Kind, row)).ToList();
        var rows = RowPlan.Take(state, list, page, known);
        var warnings = new List<string>(rows.Step.Warnings);
        var after = Advance(round, list, page, keys, warnings);
        return rows.Step with
        {
            State = state with
            {
                CataloguesAt = list.Kind == ListKind.Categories && after.Lists.Count != round.Lists.Count ? round.StartedAt : state.CataloguesAt,
                Round = after with { Lists = [.. after.Lists, .. rows.Lists], Counts = rows.Count(round.Counts) },
            },
            Warnings = warnings,
        };
    }

    static SyncRound Advance(SyncRound round, SyncList list, SoapAnswer page, List<string> keys, List<string> warnings)
    {
        var position = round.Position;
        if (position.Tail.Count > 0 && (keys.Count == 0 || !position.Tail.Contains(keys[0], StringComparer.Ordinal)))
        {
            // The list moved while it was read, or became shorter: rows may have slipped to a page that was read before.
            if (position.Restarts < MostRestarts)
            {
                return round with { Position = PagePosition.First with { Restarts = position.Restarts + 1 } };
            }

            warnings.Add($"{list.Operation}: the list kept moving while it was read; what it hid is looked for again in the next round.");
        }

        var ended = page.Result != SoapResult.OkMore;
        if (!ended && (keys.Count == 0 || IsSamePage(position, keys)))
        {
            warnings.Add($"{list.Operation}: the service speaks of more rows but gives none; the list is taken as ended.");
            ended = true;
        }

        if (!ended)
        {
            // The last row again: the next page must begin with it. Of a page of one row there is no other.
            return round with
            {
                Position = keys.Count > 1
                    ? position with { StartAb = position.StartAb + keys.Count - 1, Tail = [.. keys.TakeLast(TailLength)] }
                    : position with { StartAb = position.StartAb + 1, Tail = [] },
            };
        }

        return round with
        {
            Lists = [.. round.Lists.Skip(1)],
            Position = PagePosition.First,
            Finished = list.Subject.Length == 0 ? round.Finished : [.. round.Finished, list.Subject],
        };
    }

    /// <summary>A page that ends with the very rows of the page before brought nothing new.</summary>
    static bool IsSamePage(PagePosition position, List<string> keys) =>
        position.Tail.Count > 0 && keys.Count > 0 && keys.TakeLast(TailLength).SequenceEqual(position.Tail, StringComparer.Ordinal);

    static string Key(ListKind kind, SoapElement row) => kind switch
    {
        ListKind.Points => row["NetzanschlusspunktMastrNummer"],
        ListKind.Actors => row["MarktakteurMastrNummer"],
        ListKind.Categories or ListKind.Values => row["Id"],
        _ => row["EinheitMastrNummer"],
    };

    internal static IEnumerable<string> UnitsOfPoint(SoapElement row) => row.All("EinheitMitOrtUndPlz").Select(unit => unit["MaStRNummer"]);
}
