namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>A transaction's extension: a type number and bytes.</summary>
public sealed record Extension(ushort Type, ReadOnlyMemory<byte> Data);

/// <summary>A transaction before it is signed.</summary>
public sealed record Transaction
{
    /// <summary>The last second in which it may enter a block; at most an hour ahead.</summary>
    public TimePointSec Expiration { get; init; }

    /// <summary>Low 16 bits of the number of the block it refers to (TAPOS).</summary>
    public ushort RefBlockNum { get; init; }

    /// <summary>Bytes 8 to 11 of that block's id, little endian.</summary>
    public uint RefBlockPrefix { get; init; }

    /// <summary>Limit of network use in words of 8 bytes; 0 for none.</summary>
    public uint MaxNetUsageWords { get; init; }

    /// <summary>Limit of processor time in milliseconds; 0 for none.</summary>
    public byte MaxCpuUsageMs { get; init; }

    public uint DelaySec { get; init; }

    public IReadOnlyList<ContractAction> ContextFreeActions { get; init; } = [];

    public IReadOnlyList<ContractAction> Actions { get; init; } = [];

    public IReadOnlyList<Extension> Extensions { get; init; } = [];

    /// <summary>SHA-256 of the packed transaction.</summary>
    public Checksum256 Id => Checksum256.Hash(Pack());

    /// <exception cref="EosioFormatException">Not one whole packed transaction.</exception>
    public static Transaction Unpack(ReadOnlySpan<byte> packed)
    {
        var reader = new PackedReader(packed);
        var transaction = new Transaction
        {
            Expiration = reader.TimePointSec(),
            RefBlockNum = reader.UInt16(),
            RefBlockPrefix = reader.UInt32(),
            MaxNetUsageWords = reader.VarUInt32(),
            MaxCpuUsageMs = reader.Byte(),
            DelaySec = reader.VarUInt32(),
            ContextFreeActions = ReadActions(ref reader),
            Actions = ReadActions(ref reader),
            Extensions = ReadExtensions(ref reader),
        };
        reader.End();
        return transaction;
    }

    public byte[] Pack()
    {
        var writer = new PackedWriter(256)
            .TimePointSec(Expiration)
            .UInt16(RefBlockNum)
            .UInt32(RefBlockPrefix)
            .VarUInt32(MaxNetUsageWords)
            .Byte(MaxCpuUsageMs)
            .VarUInt32(DelaySec);
        WriteActions(writer, ContextFreeActions);
        WriteActions(writer, Actions);
        WriteExtensions(writer, Extensions);
        return writer.ToArray();
    }

    /// <summary>With the block of this id as the one it refers to. The last irreversible block is the one that cannot go away.</summary>
    public Transaction WithReference(in Checksum256 blockId) => this with
    {
        RefBlockNum = unchecked((ushort)BlockId.Number(blockId)),
        RefBlockPrefix = BlockId.RefBlockPrefix(blockId),
    };

    /// <summary>What is signed: SHA-256 over chain id, packed transaction, and the hash of the context-free data (32 zero bytes without).</summary>
    public Checksum256 SigningDigest(in Checksum256 chainId, ReadOnlySpan<byte> packedContextFreeData = default) =>
        SigningDigest(chainId, Pack(), packedContextFreeData);

    /// <summary>The digest of a transaction that is packed already.</summary>
    public static Checksum256 SigningDigest(in Checksum256 chainId, ReadOnlySpan<byte> packedTransaction, ReadOnlySpan<byte> packedContextFreeData) =>
        Checksum256.Hash(new PackedWriter(packedTransaction.Length + 64)
            .Checksum256(chainId)
            .Raw(packedTransaction)
            .Checksum256(packedContextFreeData.IsEmpty ? default : Checksum256.Hash(packedContextFreeData))
            .Written);

    internal static Extension[] ReadExtensions(ref PackedReader reader)
    {
        var extensions = new Extension[reader.Count(3)];
        for (var i = 0; i < extensions.Length; i++)
        {
            extensions[i] = new(reader.UInt16(), reader.Bytes().ToArray());
        }

        return extensions;
    }

    internal static void WriteExtensions(PackedWriter writer, IReadOnlyList<Extension> extensions)
    {
        writer.VarUInt32((uint)extensions.Count);
        foreach (var extension in extensions)
        {
            writer.UInt16(extension.Type).Bytes(extension.Data.Span);
        }
    }

    static ContractAction[] ReadActions(ref PackedReader reader)
    {
        var actions = new ContractAction[reader.Count(18)];
        for (var i = 0; i < actions.Length; i++)
        {
            actions[i] = ContractAction.Read(ref reader);
        }

        return actions;
    }

    static void WriteActions(PackedWriter writer, IReadOnlyList<ContractAction> actions)
    {
        writer.VarUInt32((uint)actions.Count);
        foreach (var action in actions)
        {
            action.Write(writer);
        }
    }
}
