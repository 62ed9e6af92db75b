namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>An executed action's receipt; its digest is a leaf of the block's action_mroot (not with Savanna).</summary>
public sealed record ActionReceipt(
    Name Receiver,
    Checksum256 ActDigest,
    ulong GlobalSequence,
    ulong RecvSequence,
    IReadOnlyList<KeyValuePair<Name, ulong>> AuthSequence,
    uint CodeSequence,
    uint AbiSequence)
{
    /// <summary>The hash of action and return value, with the protocol feature ACTION_RETURN_VALUE active.</summary>
    public static Checksum256 DigestOf(ContractAction action, ReadOnlySpan<byte> returnValue)
    {
        ArgumentNullException.ThrowIfNull(action);
        var head = new PackedWriter();
        action.WriteWithoutData(head);
        var data = new PackedWriter(action.Data.Length + returnValue.Length + 10).Bytes(action.Data.Span).Bytes(returnValue);
        return Checksum256.Hash(new PackedWriter(64).Checksum256(Checksum256.Hash(head.Written)).Checksum256(Checksum256.Hash(data.Written)).Written);
    }

    public Checksum256 Digest()
    {
        var writer = new PackedWriter(128)
            .Name(Receiver)
            .Checksum256(ActDigest)
            .UInt64(GlobalSequence)
            .UInt64(RecvSequence)
            .VarUInt32((uint)AuthSequence.Count);
        foreach (var (actor, sequence) in AuthSequence)
        {
            writer.Name(actor).UInt64(sequence);
        }

        return Checksum256.Hash(writer.VarUInt32(CodeSequence).VarUInt32(AbiSequence).Written);
    }
}
