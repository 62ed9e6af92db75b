using LocalEnergyMarket.Backend.Mastr.Soap.Wire;
using LocalEnergyMarket.Backend.Mastr.Soap.Words;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Sync;

/// <summary>Takes single objects, and what came instead of them. Pure.</summary>
public static class ObjectPlan
{
    /// <param name="state">In a round.</param>
    /// <param name="ask">What was asked.</param>
    /// <param name="answer">The object.</param>
    public static SyncStep Take(SyncState state, SyncAsk ask, SoapAnswer answer)
    {
        var operation = SoapOperations.All[ask.Operation];
        if (answer.Result == SoapResult.Nothing)
        {
            // A location without a connection point is nothing unusual.
            return operation == SoapOperations.ConnectionPoints ? Done(state, ask, []) : Missing(state, ask, "the register has nothing under this number");
        }

        if (UnitTypes.OfDetails(operation) is { } type)
        {
            return Unit(state, ask, type, answer.Body);
        }

        return operation == SoapOperations.ConnectionPoints ? Done(state, ask, [.. answer.Rows.Select(RowPlan.Point)])
            : operation == SoapOperations.Actor ? Done(state, ask, [.. Actor(answer.Body)])
            : operation.Name.StartsWith("GetLokation", StringComparison.Ordinal) ? Location(state, ask, answer.Body)
            : Done(state, ask, [Plant(operation, ask.Number, answer.Body)]);
    }

    /// <summary>What a refusal means for the object; null if it is none of the object but of the service.</summary>
    public static SyncStep? Refused(SyncState state, SyncAsk ask, MastrServiceException refusal) => refusal.Fault switch
    {
        MastrFault.NotFound => Missing(state, ask, "the register has no such object"),
        MastrFault.UnitDeleted => Gone(state, ask, "572"),
        MastrFault.UnitDeactivated => Gone(state, ask, "473"),

        // Natural persons are given to nobody; their records come with the bulk export only.
        MastrFault.AccessDenied or MastrFault.Other when ask.Operation == SoapOperations.Actor.Name => Quietly(state, ask),
        MastrFault.AccessDenied => Missing(state, ask, "the register does not give it to this caller"),
        MastrFault.Other or MastrFault.Damaged => Failed(state, ask, refusal.Message),
        _ => null,
    };

    static SyncStep Unit(SyncState state, SyncAsk ask, UnitType type, SoapElement body)
    {
        var fields = ExportShape.Fields(type.Kind, body);
        var asks = new List<SyncAsk>();
        Add(asks, LocationOf(fields.GetValueOrDefault("LokationMaStRNummer", "")), fields.GetValueOrDefault("LokationMaStRNummer"));
        Add(asks, fields.ContainsKey("LokationMaStRNummer") ? SoapOperations.ConnectionPoints : null, fields.GetValueOrDefault("LokationMaStRNummer"));
        Add(asks, type.EegPlant, fields.GetValueOrDefault("EegMaStRNummer"));
        Add(asks, SoapOperations.CombinedHeat, fields.GetValueOrDefault("KwkMaStRNummer"));
        Add(asks, SoapOperations.PowerStorage, fields.GetValueOrDefault("SpeMastrNummer"));
        Add(asks, SoapOperations.GasStorage, fields.GetValueOrDefault("SpeicherMaStRNummer"));
        Add(asks, SoapOperations.Permit, fields.GetValueOrDefault("GenMastrNummer"));
        Add(asks, SoapOperations.Actor, fields.GetValueOrDefault("AnlagenbetreiberMastrNummer"));
        foreach (var grid in body.All("NetzbetreiberMastrNummer"))
        {
            Add(asks, SoapOperations.Actor, grid.Text);
        }

        var step = Done(state, ask, [new(type.Kind, ask.Number, fields, Whole: true)]);
        var counts = step.State.Round!.Counts;
        return step with
        {
            Asks = asks,
            State = state with { Round = step.State.Round! with { Counts = counts with { Units = counts.Units + 1, Linked = counts.Linked - 1 } } },
        };
    }

    static SyncStep Location(SyncState state, SyncAsk ask, SoapElement body)
    {
        var fields = ExportShape.Fields("Lokationen", body);
        if (LocationType(ask.Number) is { } type)
        {
            fields["Lokationtyp"] = type;
        }

        var points = body.All("Netzanschlusspunkte").Where(point => point.Children.Count > 0).Select(point =>
        {
            var record = RowPlan.Point(point);
            return record with { Fields = new Dictionary<string, string>(record.Fields, StringComparer.OrdinalIgnoreCase) { ["LokationMaStRNummer"] = ask.Number } };
        });
        return Done(state, ask, [new("Lokationen", ask.Number, fields, Whole: true), .. points.Where(point => point.Number.Length > 0)]);
    }

    static IEnumerable<FoundRecord> Actor(SoapElement body)
    {
        foreach (var record in RowPlan.ActorRecords(body))
        {
            yield return record.Kind == "Marktakteure" ? record with { Whole = true } : record;
        }
    }

    static FoundRecord Plant(SoapOperation operation, string number, SoapElement body)
    {
        var kind = UnitTypes.OfEegPlant(operation)?.EegKind
            ?? (operation == SoapOperations.CombinedHeat ? "AnlagenKwk"
                : operation == SoapOperations.PowerStorage ? "AnlagenStromSpeicher"
                : operation == SoapOperations.GasStorage ? "AnlagenGasSpeicher"
                : "EinheitenGenehmigung");
        return new(kind, number, ExportShape.Fields(kind, body), Whole: true);
    }

    static SyncStep Gone(SyncState state, SyncAsk ask, string status)
    {
        if (UnitTypes.OfDetails(SoapOperations.All[ask.Operation]) is not { } type)
        {
            return Missing(state, ask, "the register has deleted or deactivated it");
        }

        var tombstone = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["EinheitMastrNummer"] = ask.Number,
            ["Einheittyp"] = type.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["EinheitSystemstatus"] = status,
        };
        var step = Done(state, ask, []);
        return step with { Removed = [new(ask.Number, tombstone)], State = Counted(step.State, counts => counts with { Removed = counts.Removed + 1 }) };
    }

    static SyncStep Missing(SyncState state, SyncAsk ask, string why)
    {
        var step = Quietly(state, ask);
        return step with { Warnings = [$"{ask.Number} ({ask.Operation}) was passed over: {why}."] };
    }

    static SyncStep Quietly(SyncState state, SyncAsk ask)
    {
        var step = Done(state, ask, []);
        return step with { State = Counted(step.State, counts => counts with { Missing = counts.Missing + 1 }) };
    }

    static SyncStep Failed(SyncState state, SyncAsk ask, string why) => new(Counted(state, counts => counts with { Failed = counts.Failed + 1 }))
    {
        Done = ask,
        Failure = why,
        Warnings = [$"{ask.Number} could not be read and is asked for again in the next round. {why}"],
    };

    static SyncStep Done(SyncState state, SyncAsk ask, IReadOnlyList<FoundRecord> records) =>
        new(Counted(state, counts => counts with { Answers = counts.Answers + 1, Linked = counts.Linked + records.Count })) { Done = ask, Records = records };

    static SyncState Counted(SyncState state, Func<SyncCounts, SyncCounts> count) =>
        state with { Round = state.Round! with { Counts = count(state.Round.Counts) } };

    static void Add(List<SyncAsk> asks, SoapOperation? operation, string? number)
    {
        if (operation is not null && !string.IsNullOrEmpty(number))
        {
            asks.AddRange(number.Split(", ").Select(one => new SyncAsk(operation.Name, one)).Where(ask => !asks.Contains(ask)).ToList());
        }
    }

    static SoapOperation? LocationOf(string number) => number.Length < 3 ? null : number[..3] switch
    {
        "SEL" => Locations["StromErzeuger"],
        "SVL" => Locations["StromVerbraucher"],
        "GEL" => Locations["GasErzeuger"],
        "GVL" => Locations["GasVerbraucher"],
        _ => null,
    };

    static string? LocationType(string number) => number[..3] switch
    {
        "SEL" => "1",
        "SVL" => "2",
        "GEL" => "3",
        "GVL" => "4",
        _ => null,
    };

    static readonly Dictionary<string, SoapOperation> Locations = new[] { "StromErzeuger", "StromVerbraucher", "GasErzeuger", "GasVerbraucher" }
        .ToDictionary(kind => kind, SoapOperations.Location, StringComparer.Ordinal);
}
