namespace LocalEnergyMarket.Contracts.Market;

/// <summary>What a Merkle root stands for.</summary>
public enum AnchorKind
{
    /// <summary>Not an anchor: the row with key 0, which tells from which timeslot on anchors may still be written after pruning.</summary>
    PrunedUpTo = 0,
    Readings = 1,
    Book = 2,
    Result = 3,
    Secondary = 4,
    Settlement = 5,
}

/// <summary>The primary key of an anchor in its market's scope: kind in the top 8 bits, timeslot / 900 s in the middle 40, version in the last 16.</summary>
public static class AnchorKey
{
    const uint SlotSeconds = 900;

    /// <param name="timeslot">Start of the quarter hour, seconds since 1970.</param>
    public static ulong Of(AnchorKind kind, uint timeslot, ushort version) =>
        ((ulong)kind << 56) | ((ulong)(timeslot / SlotSeconds) << 16) | version;
}
