using LocalEnergyMarket.Backend.Mastr.Soap.Wire;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Sync;

/// <summary>An object that is to be asked for.</summary>
/// <param name="Operation">Name of the operation.</param>
public sealed record SyncAsk(string Operation, string Number);

/// <summary>A record as the service has it, in the export's words.</summary>
/// <param name="Whole">Whether it is the whole object, or only changes what it holds.</param>
public sealed record FoundRecord(string Kind, string Number, IReadOnlyDictionary<string, string> Fields, bool Whole);

/// <summary>A unit that was deleted or deactivated; it is kept with that state.</summary>
/// <param name="Tombstone">Its row in the export's list of such units.</param>
public sealed record RemovedUnit(string Number, IReadOnlyDictionary<string, string> Tombstone)
{
    public bool IsDeleted => Tombstone.GetValueOrDefault("EinheitSystemstatus") == "572";
}

/// <summary>A unit of the register, as far as a list's row is held against it.</summary>
/// <param name="Updated">Its stamp, to the microsecond.</param>
/// <param name="SystemStatus">Catalogue id; 472 is active. Empty where the register once lost it.</param>
/// <param name="Followed">Whether a list of units that are followed once held it.</param>
public sealed record KnownUnit(DateTimeOffset? Updated, string SystemStatus, bool Followed);

/// <summary>What an answer leads to; all of it is stored in one transaction.</summary>
public sealed record SyncStep(SyncState State)
{
    public IReadOnlyList<FoundRecord> Records { get; init; } = [];

    public IReadOnlyList<RemovedUnit> Removed { get; init; } = [];

    /// <summary>Objects to ask for that were not asked for in this round.</summary>
    public IReadOnlyList<SyncAsk> Asks { get; init; } = [];

    /// <summary>Units that are followed from now on.</summary>
    public IReadOnlyList<string> Followed { get; init; } = [];

    /// <summary>The object that is done with; null for a page of a list.</summary>
    public SyncAsk? Done { get; init; }

    /// <summary>Why it could not be had this time; it is asked for again in the next round.</summary>
    public string? Failure { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Makes requests of what is wanted.</summary>
public static class SyncRequests
{
    public static SoapRequest Page(SyncList list, int startAb, int limit) => new(
        SoapOperations.All[list.Operation],
        [new("startAb", Text(startAb)), new("limit", Text(limit)), .. list.Arguments]);

    public static SoapRequest One(SyncAsk ask)
    {
        var operation = SoapOperations.All[ask.Operation];
        return operation == SoapOperations.ConnectionPoints
            ? new(operation, ("LokationMastrNummer", ask.Number))
            : new(operation, (operation.Parameters[0], ask.Number));
    }

    static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
