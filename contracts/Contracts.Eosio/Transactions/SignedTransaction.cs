namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>A transaction with its signatures.</summary>
public sealed record SignedTransaction(Transaction Transaction, IReadOnlyList<Signature> Signatures)
{
    public IReadOnlyList<ReadOnlyMemory<byte>> ContextFreeData { get; init; } = [];

    /// <summary>Empty when there is none, as nodeos wants it.</summary>
    public byte[] PackContextFreeData()
    {
        if (ContextFreeData.Count == 0)
        {
            return [];
        }

        var writer = new PackedWriter().VarUInt32((uint)ContextFreeData.Count);
        foreach (var entry in ContextFreeData)
        {
            writer.Bytes(entry.Span);
        }

        return writer.ToArray();
    }

    public Checksum256 SigningDigest(in Checksum256 chainId) => Transaction.SigningDigest(chainId, PackContextFreeData());

    /// <summary>The keys that signed, in the order of the signatures; null where no key can be recovered.</summary>
    public IReadOnlyList<PublicKey?> RecoverKeys(in Checksum256 chainId)
    {
        var digest = SigningDigest(chainId);
        return [.. Signatures.Select(signature => signature.Recover(digest))];
    }

    public PackedTransaction Pack(TransactionCompression compression = TransactionCompression.None) => PackedTransaction.From(this, compression);
}
