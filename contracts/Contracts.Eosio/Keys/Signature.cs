namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>An ECDSA signature with its recovery id, as text <c>SIG_K1_…</c> or <c>SIG_R1_…</c>.</summary>
public sealed class Signature : IEquatable<Signature>
{
    public const int CompactSize = 65;

    const int RecoveryBase = 27;
    const int RecoveryCompressed = 4;

    readonly byte[] _compact;

    Signature(KeyType type, byte[] compact)
    {
        Type = type;
        _compact = compact;
    }

    public KeyType Type { get; }

    /// <summary>65 bytes: recovery byte (31 + recovery id; 27 + recovery id is taken too), r, s.</summary>
    public ReadOnlySpan<byte> Compact => _compact;

    /// <summary>0 to 3.</summary>
    public int RecoveryId => (_compact[0] - RecoveryBase) & 3;

    /// <summary>s is at most half of the order. nodeos refuses R1 signatures with a high s everywhere.</summary>
    public bool IsLowS => S <= EllipticCurve.Of(Type).HalfOrder;

    /// <summary>r and s have their top bit clear and no needless zero byte: what nodeos demands of K1 signatures on transactions.</summary>
    public bool IsCanonical => HasCanonicalForm(_compact.AsSpan(1, 32)) && HasCanonicalForm(_compact.AsSpan(33, 32));

    UInt256 R => UInt256.FromBigEndian(_compact.AsSpan(1));

    UInt256 S => UInt256.FromBigEndian(_compact.AsSpan(33));

    /// <exception cref="EosioFormatException">Not 65 bytes.</exception>
    public static Signature FromCompact(KeyType type, ReadOnlySpan<byte> compact)
    {
        EllipticCurve.Of(type);
        return compact.Length == CompactSize
            ? new(type, compact.ToArray())
            : throw new EosioFormatException($"A signature has 65 bytes, not {compact.Length}.");
    }

    /// <summary>
    /// From r and s (32 bytes each, big endian) as a TPM or <see cref="System.Security.Cryptography.ECDsa"/> gives them: takes the low s and finds the
    /// recovery id with the public key known to have signed.
    /// </summary>
    /// <exception cref="EosioFormatException">Not 64 bytes, or not this key's signature of the digest.</exception>
    public static Signature FromRs(ReadOnlySpan<byte> rs, ReadOnlySpan<byte> digest, PublicKey signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        if (rs.Length != 64 || digest.Length != 32)
        {
            throw new EosioFormatException($"r and s have 64 bytes together and the digest 32, not {rs.Length} and {digest.Length}.");
        }

        var curve = EllipticCurve.Of(signer.Type);
        var r = UInt256.FromBigEndian(rs);
        var s = UInt256.FromBigEndian(rs[32..]);
        if (s > curve.HalfOrder && s < curve.Order)
        {
            s = curve.NegateScalar(s);
        }

        for (var id = 0; id < 4; id++)
        {
            if (curve.Recover(digest, r, s, id) is { } key && signer.Compressed.SequenceEqual(key))
            {
                var compact = new byte[CompactSize];
                compact[0] = (byte)(RecoveryBase + RecoveryCompressed + id);
                r.WriteBigEndian(compact.AsSpan(1));
                s.WriteBigEndian(compact.AsSpan(33));
                return new(signer.Type, compact);
            }
        }

        throw new EosioFormatException($"The signature is not one of the digest by the key {signer}.");
    }

    /// <exception cref="EosioFormatException">Not a signature.</exception>
    public static Signature Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            _ when text.StartsWith("SIG_K1_", StringComparison.Ordinal) => new(KeyType.K1, Base58.DecodeWithRipemd(text[7..], "K1", CompactSize, "signature")),
            _ when text.StartsWith("SIG_R1_", StringComparison.Ordinal) => new(KeyType.R1, Base58.DecodeWithRipemd(text[7..], "R1", CompactSize, "signature")),
            _ => throw new EosioFormatException("A signature starts with SIG_K1_ or SIG_R1_."),
        };
    }

    /// <summary>The public key that signed the 32-byte digest, or null when there is none.</summary>
    public PublicKey? Recover(ReadOnlySpan<byte> digest)
    {
        if (digest.Length != 32 || _compact[0] is < RecoveryBase or >= RecoveryBase + 8)
        {
            return null;
        }

        return EllipticCurve.Of(Type).Recover(digest, R, S, RecoveryId) is { } key ? PublicKey.FromCompressed(Type, key) : null;
    }

    public PublicKey? Recover(in Checksum256 digest)
    {
        Span<byte> bytes = stackalloc byte[Checksum256.Size];
        digest.CopyTo(bytes);
        return Recover(bytes);
    }

    public override string ToString() => $"SIG_{Type}_{Base58.EncodeWithRipemd(_compact, Type == KeyType.K1 ? "K1" : "R1")}";

    public bool Equals(Signature? other) => other is not null && Type == other.Type && _compact.AsSpan().SequenceEqual(other._compact);

    public override bool Equals(object? obj) => Equals(obj as Signature);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Type);
        hash.AddBytes(_compact);
        return hash.ToHashCode();
    }

    static bool HasCanonicalForm(ReadOnlySpan<byte> number) => number[0] < 0x80 && !(number[0] == 0 && number[1] < 0x80);
}
