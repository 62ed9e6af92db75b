using System.Globalization;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Sync;

/// <summary>How a round is laid out.</summary>
/// <param name="Overlap">How far before the last round's start the lists begin: stamps have no zone, and lists move while they are read.</param>
/// <param name="FullEvery">How often the lists of followed units are compared whole.</param>
/// <param name="CataloguesEvery">How often catalogues are read.</param>
/// <param name="NumbersPerCall">How many units are asked for by number in one call.</param>
public sealed record RoundRules(TimeSpan Overlap, TimeSpan FullEvery, TimeSpan CataloguesEvery, int NumbersPerCall)
{
    public static RoundRules Default { get; } = new(TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30), 100);
}

/// <summary>Begins and ends rounds: which lists are read, and from when on.</summary>
public static class RoundPlan
{
    /// <summary>What may be linked to a unit and change while the unit's own stamp stays (VerknuepftesObjektArt).</summary>
    static readonly string[] LinkedKinds = ["Anlagenbetreiber", "Lokation", "EEG", "KWK", "Genehmigung", "Speicher", "Netzbetreiberpruefungsprozess"];

    /// <param name="state">Between two rounds.</param>
    /// <param name="serviceTime">The service's clock.</param>
    /// <param name="generation">The import that fills the register now; null if there is none.</param>
    /// <param name="full">Whether everything is to be compared, whenever that was done last.</param>
    public static SyncState Begin(SyncState state, SyncScope scope, RoundRules rules, DateTime serviceTime, long? generation, bool full)
    {
        // Another import is under it: what was read after that export was made is to be read again.
        var known = state.Generation == generation ? state : state with { FullAt = null, Subjects = [], Generation = generation };
        var whole = full || known.FullAt is not { } last || serviceTime - last >= rules.FullEvery;
        var since = state.CompleteUntil - rules.Overlap;
        var lists = new List<SyncList>();
        if (known.CataloguesAt is not { } read || serviceTime - read >= rules.CataloguesEvery)
        {
            lists.Add(new(ListKind.Categories, SoapOperations.CatalogueCategories.Name, []));
        }

        lists.AddRange(Units(scope, rules, subject => whole || !known.Subjects.Contains(subject, StringComparer.Ordinal) ? null : since));
        if (since is { } day)
        {
            lists.AddRange(Changes(scope, rules, day));
        }

        return known with { Round = new(serviceTime, whole, lists, PagePosition.First, [], new()) };
    }

    /// <summary>The round is done: the next one asks from here on.</summary>
    /// <param name="generation">The import that fills the register now: before the first there was none, and this round's records made it.</param>
    public static SyncState End(SyncState state, long? generation)
    {
        var round = state.Round!;
        return state with
        {
            Generation = state.Generation ?? generation,
            CompleteUntil = round.StartedAt,
            FullAt = round.Full ? round.StartedAt : state.FullAt,
            Subjects = [.. state.Subjects.Union(round.Finished, StringComparer.Ordinal)],
            Round = null,
        };
    }

    static IEnumerable<SyncList> Units(SyncScope scope, RoundRules rules, Func<string, DateTime?> since)
    {
        if (scope.All)
        {
            yield return new(ListKind.Units, SoapOperations.Units.Name, From(since("all")), Subject: "all");
            yield break;
        }

        foreach (var (filter, values) in new[]
        {
            ("postleitzahl", scope.Postcodes), ("AnlagenbetreiberMastrNummer", scope.Operators), ("lokationNetzbetreiber", scope.GridOperators),
        })
        {
            foreach (var value in values)
            {
                foreach (var operation in Operations(scope.Gas))
                {
                    var subject = $"{operation.Name} {filter} {value}";
                    yield return new(ListKind.Units, operation.Name, [.. From(since(subject)), new(filter, value)], Subject: subject);
                }
            }
        }

        // By number they are few, and always compared whole.
        foreach (var numbers in scope.Units.Chunk(rules.NumbersPerCall))
        {
            yield return new(ListKind.Units, SoapOperations.Units.Name, By("einheitMastrNummern", numbers));
        }
    }

    static IEnumerable<SyncList> Changes(SyncScope scope, RoundRules rules, DateTime since)
    {
        // Without an area there are only the units named: they are asked for by number instead of sifting the whole of Germany.
        var named = !scope.All && scope.Postcodes.Count + scope.Operators.Count + scope.GridOperators.Count == 0;
        var chunks = named ? scope.Units.Chunk(rules.NumbersPerCall).ToList() : [[]];
        foreach (var numbers in chunks)
        {
            foreach (var kind in LinkedKinds)
            {
                yield return new(
                    ListKind.Changes,
                    SoapOperations.LinkedChanges.Name,
                    [new("VerknuepftesObjektArt", kind), new("VerknuepftesObjektDatumAb", Text(since)), .. By("EinheitMastrNummern", numbers)],
                    Sifted: !scope.All && !named);
            }

            yield return new(
                ListKind.Points, SoapOperations.ConnectionPoints.Name, [.. From(since), .. By("einheitMastrNummer", numbers)], Sifted: !scope.All && !named);
            yield return new(
                ListKind.Removed, SoapOperations.Removed.Name, [.. From(since), .. By("einheitMastrNummern", numbers)], Sifted: !scope.All && !named);
        }

        yield return new(ListKind.Actors, SoapOperations.Actors.Name, From(since));
    }

    static IEnumerable<SoapOperation> Operations(bool gas) => gas
        ? [SoapOperations.Generators, SoapOperations.Consumers, SoapOperations.GasGenerators, SoapOperations.GasConsumers]
        : [SoapOperations.Generators, SoapOperations.Consumers];

    static KeyValuePair<string, string>[] From(DateTime? since) => since is { } day ? [new("datumAb", Text(day))] : [];

    static KeyValuePair<string, string>[] By(string parameter, IEnumerable<string> numbers) => [.. numbers.Select(number => new KeyValuePair<string, string>(parameter, number))];

    static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
