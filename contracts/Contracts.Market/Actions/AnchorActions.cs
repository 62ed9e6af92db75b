using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Market;

/// <summary>Writes a Merkle root. Authority: the operator. Nothing is overwritten: a correction is a higher version.</summary>
/// <param name="Market">The balancing group's pseudonym, scope of the row.</param>
/// <param name="Timeslot">Start of the quarter hour, seconds since 1970.</param>
/// <param name="Leaves">Number of leaves under the root.</param>
public sealed record Anchor(Name Market, AnchorKind Kind, uint Timeslot, ushort Version, Checksum256 Root, uint Leaves) : MarketAction
{
    public override Name ActionName => Name.Parse("anchor");

    internal static Anchor Read(ref PackedReader reader) =>
        new(reader.Name(), (AnchorKind)reader.Byte(), reader.UInt32(), reader.UInt16(), reader.Checksum256(), reader.UInt32());

    protected override void Write(PackedWriter writer) =>
        writer.Name(Market).Byte((byte)Kind).UInt32(Timeslot).UInt16(Version).Checksum256(Root).UInt32(Leaves);
}

/// <summary>
/// Frees memory: removes the oldest anchors of a market and the oldest events with their reports, answered or not. What is younger than the
/// configuration's keep stays; removing nothing is refused, so it is sent until it is. Authority: the operator.
/// </summary>
/// <param name="Before">Seconds since 1970: the timeslot of anchors (market's clock), the sending of events (chain's clock).</param>
/// <param name="Max">Rows to remove at most, so that the action stays within the time a block gives; 1 or more.</param>
public sealed record Prune(Name Market, uint Before, uint Max) : MarketAction
{
    public override Name ActionName => Name.Parse("prune");

    internal static Prune Read(ref PackedReader reader) => new(reader.Name(), reader.UInt32(), reader.UInt32());

    protected override void Write(PackedWriter writer) => writer.Name(Market).UInt32(Before).UInt32(Max);
}
