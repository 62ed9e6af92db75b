namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>A block's header without a change of producers in the legacy field (always absent since 2019).</summary>
public sealed record BlockHeader
{
    public BlockTimestamp Timestamp { get; init; }

    public Name Producer { get; init; }

    public ushort Confirmed { get; init; }

    public Checksum256 Previous { get; init; }

    public Checksum256 TransactionMroot { get; init; }

    public Checksum256 ActionMroot { get; init; }

    public uint ScheduleVersion { get; init; }

    public IReadOnlyList<Extension> Extensions { get; init; } = [];

    public uint Number => BlockId.Number(Previous) + 1;

    public Checksum256 Digest => Checksum256.Hash(Pack());

    public Checksum256 Id => BlockId.From(Digest, Number);

    /// <exception cref="EosioFormatException">Not one whole packed header, or one with a change of producers in the legacy field.</exception>
    public static BlockHeader Unpack(ReadOnlySpan<byte> packed)
    {
        var reader = new PackedReader(packed);
        var header = Read(ref reader);
        reader.End();
        return header;
    }

    public static BlockHeader Read(ref PackedReader reader)
    {
        var header = new BlockHeader
        {
            Timestamp = new(reader.UInt32()),
            Producer = reader.Name(),
            Confirmed = reader.UInt16(),
            Previous = reader.Checksum256(),
            TransactionMroot = reader.Checksum256(),
            ActionMroot = reader.Checksum256(),
            ScheduleVersion = reader.UInt32(),
        };
        return reader.Bool()
            ? throw new EosioFormatException("The block header has new_producers in the legacy field, which is not supported.")
            : header with { Extensions = Transaction.ReadExtensions(ref reader) };
    }

    public byte[] Pack()
    {
        var writer = new PackedWriter();
        Write(writer);
        return writer.ToArray();
    }

    public void Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer
            .UInt32(Timestamp.Slot)
            .Name(Producer)
            .UInt16(Confirmed)
            .Checksum256(Previous)
            .Checksum256(TransactionMroot)
            .Checksum256(ActionMroot)
            .UInt32(ScheduleVersion)
            .Bool(false);
        Transaction.WriteExtensions(writer, Extensions);
    }
}
