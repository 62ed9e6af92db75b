using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Market;

/// <summary>Table <c>events</c>, by id, scope the contract: a watcher reads on from the last id it saw.</summary>
public sealed record EventRow(ulong Id, Name Box, byte Meter, TimePointSec Sent, bool Reported)
{
    public static Name Table { get; } = Name.Parse("events");

    /// <exception cref="EosioFormatException">Other bytes than a row.</exception>
    public static EventRow Read(ReadOnlySpan<byte> row)
    {
        var reader = new PackedReader(row);
        var read = new EventRow(reader.UInt64(), reader.Name(), reader.Byte(), reader.TimePointSec(), reader.Bool());
        reader.End();
        return read;
    }
}

/// <summary>Table <c>reports</c>, by event id, scope the contract.</summary>
public sealed record ReportRow(ulong Event, Name Box, Checksum256 Commitment, TimePointSec Received)
{
    public static Name Table { get; } = Name.Parse("reports");

    /// <exception cref="EosioFormatException">Other bytes than a row.</exception>
    public static ReportRow Read(ReadOnlySpan<byte> row)
    {
        var reader = new PackedReader(row);
        var read = new ReportRow(reader.UInt64(), reader.Name(), reader.Checksum256(), reader.TimePointSec());
        reader.End();
        return read;
    }
}

/// <summary>Table <c>anchors</c>, by <see cref="AnchorKey"/>, scope the market.</summary>
public sealed record AnchorRow(AnchorKind Kind, uint Timeslot, ushort Version, Checksum256 Root, uint Leaves, TimePointSec Anchored)
{
    public static Name Table { get; } = Name.Parse("anchors");

    public ulong Key => Kind == AnchorKind.PrunedUpTo ? 0 : AnchorKey.Of(Kind, Timeslot, Version);

    /// <exception cref="EosioFormatException">Other bytes than a row.</exception>
    public static AnchorRow Read(ReadOnlySpan<byte> row)
    {
        var reader = new PackedReader(row);
        var read = new AnchorRow((AnchorKind)reader.Byte(), reader.UInt32(), reader.UInt16(), reader.Checksum256(), reader.UInt32(), reader.TimePointSec());
        reader.End();
        return read;
    }
}
