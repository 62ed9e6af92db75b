namespace LocalEnergyMarket.Backend.Mastr.Soap.Sync;

/// <summary>What a list is asked for.</summary>
public enum ListKind
{
    /// <summary>Units that are there; their details are asked for next.</summary>
    Units,

    /// <summary>Units of which something linked has changed.</summary>
    Changes,

    /// <summary>Units that were deleted or deactivated.</summary>
    Removed,

    /// <summary>Grid connection points.</summary>
    Points,

    /// <summary>Market actors that are organisations.</summary>
    Actors,

    /// <summary>Catalogues, and what stands in one.</summary>
    Categories,
    Values,
}

/// <summary>A list that is still to be read.</summary>
/// <param name="Operation">Name of the operation.</param>
/// <param name="Arguments">All but where the page begins and how long it is.</param>
/// <param name="Sifted">Whether rows are to be passed over that belong to no unit that is followed.</param>
/// <param name="Subject">What it is about; once it was read to its end, later rounds ask for changes only. Empty where that does not matter.</param>
public sealed record SyncList(ListKind Kind, string Operation, IReadOnlyList<KeyValuePair<string, string>> Arguments, bool Sifted = false, string Subject = "");

/// <summary>Where in a list the next page begins.</summary>
/// <param name="StartAb">The service's parameter, from 1 on.</param>
/// <param name="Tail">Keys of the last rows of the page before: the next page begins with the last of them, so that a list that moved meanwhile is noticed.</param>
/// <param name="Restarts">How often the list moved and was begun anew.</param>
public sealed record PagePosition(int StartAb, IReadOnlyList<string> Tail, int Restarts)
{
    public static PagePosition First { get; } = new(1, [], 0);
}

/// <summary>What a round has done so far.</summary>
public sealed record SyncCounts
{
    /// <summary>Answers taken.</summary>
    public long Answers { get; init; }

    public long Units { get; init; }

    /// <summary>Plants, permits, locations, connection points, actors, catalogue entries.</summary>
    public long Linked { get; init; }

    public long Removed { get; init; }

    /// <summary>Rows of units that the register already had in this state.</summary>
    public long Unchanged { get; init; }

    /// <summary>Objects that the service does not have or does not give.</summary>
    public long Missing { get; init; }

    /// <summary>Objects that could not be read and are asked for again in the next round.</summary>
    public long Failed { get; init; }
}

/// <summary>A round: from the question what changed to the last detail. It may take many runs.</summary>
/// <param name="StartedAt">The service's clock at the start.</param>
/// <param name="Full">Whether lists are compared whole, not from a day on.</param>
/// <param name="Lists">What is still to be read; the first is being read.</param>
/// <param name="Finished">Subjects whose lists were read to the end.</param>
public sealed record SyncRound(DateTime StartedAt, bool Full, IReadOnlyList<SyncList> Lists, PagePosition Position, IReadOnlyList<string> Finished, SyncCounts Counts);

/// <summary>All that a sync remembers, beside the objects it still wants to ask for.</summary>
/// <param name="CompleteUntil">The service's clock at the start of the last round that came to its end; null before the first.</param>
/// <param name="FullAt">The same of the last full round.</param>
/// <param name="CataloguesAt">The same of the last round that read the catalogues.</param>
/// <param name="Generation">Which import filled the register that this is about; after another, everything is compared anew.</param>
/// <param name="Subjects">What was read whole once.</param>
/// <param name="Round">The round that is under way; null between two.</param>
public sealed record SyncState(DateTime? CompleteUntil, DateTime? FullAt, DateTime? CataloguesAt, long? Generation, IReadOnlyList<string> Subjects, SyncRound? Round)
{
    public static SyncState New { get; } = new(null, null, null, null, [], null);
}
