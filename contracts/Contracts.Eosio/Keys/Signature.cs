namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>
/// An ECDSA signature with its recovery id, as text <c>SIG_K1_…</c>, <c>SIG_R1_…</c> or <c>SIG_WA_…</c>; the last holds what the authenticator signed around the digest too.
/// </summary>
public sealed class Signature : IEquatable<Signature>
{
    public const int CompactSize = 65;

    const int RecoveryBase = 27;
    const int RecoveryCompressed = 4;

    readonly byte[] _packed;

    Signature(KeyType type, byte[] packed)
    {
        Type = type;
        _packed = packed;
    }

    public KeyType Type { get; }

    /// <summary>65 bytes: recovery byte (31 + recovery id; 27 + recovery id is taken too), r, s.</summary>
    public ReadOnlySpan<byte> Compact => _packed.AsSpan(0, CompactSize);

    /// <summary>0 to 3.</summary>
    public int RecoveryId => (_packed[0] - RecoveryBase) & 3;

    /// <summary>s is at most half of the order. nodeos refuses R1 signatures with a high s everywhere.</summary>
    public bool IsLowS => S <= EllipticCurve.Of(Type).HalfOrder;

    /// <summary>r and s have their top bit clear and no needless zero byte: what nodeos demands of K1 signatures on transactions.</summary>
    public bool IsCanonical => HasCanonicalForm(_packed.AsSpan(1, 32)) && HasCanonicalForm(_packed.AsSpan(33, 32));

    /// <summary>What follows the type in the packed form.</summary>
    internal ReadOnlySpan<byte> Packed => _packed;

    UInt256 R => UInt256.FromBigEndian(_packed.AsSpan(1));

    UInt256 S => UInt256.FromBigEndian(_packed.AsSpan(33));

    /// <exception cref="EosioFormatException">Not 65 bytes, or a WebAuthn signature, which has more to it.</exception>
    public static Signature FromCompact(KeyType type, ReadOnlySpan<byte> compact)
    {
        EllipticCurve.Of(type);
        CheckCompact(compact);
        return type != KeyType.WA
            ? new(type, compact.ToArray())
            : throw new EosioFormatException("A WebAuthn signature has authenticator data and client data beside r and s.");
    }

    /// <param name="compact">65 bytes: recovery byte, r, s.</param>
    /// <param name="authenticatorData">As the authenticator gave it (WebAuthn level 2, section 6.1).</param>
    /// <param name="clientDataJson">As the browser gave it; its challenge is the digest.</param>
    /// <exception cref="EosioFormatException">Not 65 bytes.</exception>
    public static Signature FromWebAuthn(ReadOnlySpan<byte> compact, ReadOnlySpan<byte> authenticatorData, string clientDataJson)
    {
        CheckCompact(compact);
        return new(KeyType.WA, new PackedWriter(256).Raw(compact).Bytes(authenticatorData).String(clientDataJson).ToArray());
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

        if (signer.Type == KeyType.WA)
        {
            throw new EosioFormatException("A WebAuthn key signs authenticator data around a digest, not the digest itself: use FromWebAuthn.");
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
            _ when text.StartsWith("SIG_WA_", StringComparison.Ordinal) => new(KeyType.WA, CheckedWebAuthn(Base58.DecodeWithRipemd(text[7..], "WA", null, "signature"))),
            _ => throw new EosioFormatException("A signature starts with SIG_K1_, SIG_R1_ or SIG_WA_."),
        };
    }

    /// <summary>The public key that signed the 32-byte digest, or null when there is none.</summary>
    public PublicKey? Recover(ReadOnlySpan<byte> digest)
    {
        if (digest.Length != 32 || _packed[0] is < RecoveryBase or >= RecoveryBase + 8)
        {
            return null;
        }

        if (Type == KeyType.WA)
        {
            var reader = new PackedReader(_packed.AsSpan(CompactSize));
            return WebAuthn.Recover(digest, reader.Bytes(), reader.Bytes(), R, S, RecoveryId);
        }

        return EllipticCurve.Of(Type).Recover(digest, R, S, RecoveryId) is { } key ? PublicKey.FromCompressed(Type, key) : null;
    }

    public PublicKey? Recover(in Checksum256 digest)
    {
        Span<byte> bytes = stackalloc byte[Checksum256.Size];
        digest.CopyTo(bytes);
        return Recover(bytes);
    }

    public override string ToString() => $"SIG_{Type}_{Base58.EncodeWithRipemd(_packed, Type.ToString())}";

    public bool Equals(Signature? other) => other is not null && Type == other.Type && _packed.AsSpan().SequenceEqual(other._packed);

    public override bool Equals(object? obj) => Equals(obj as Signature);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Type);
        hash.AddBytes(_packed);
        return hash.ToHashCode();
    }

    /// <summary>Reads what follows the type in the packed form.</summary>
    internal static Signature Read(KeyType type, ref PackedReader reader)
    {
        if (type != KeyType.WA)
        {
            return new(type, reader.Raw(CompactSize).ToArray());
        }

        var start = reader;
        reader.Raw(CompactSize);
        reader.Bytes();
        reader.Bytes();
        return new(type, CheckedWebAuthn(start.Raw(reader.Position - start.Position).ToArray()));
    }

    static void CheckCompact(ReadOnlySpan<byte> compact)
    {
        if (compact.Length != CompactSize)
        {
            throw new EosioFormatException($"A signature has 65 bytes, not {compact.Length}.");
        }
    }

    static byte[] CheckedWebAuthn(byte[] packed)
    {
        var reader = new PackedReader(packed);
        reader.Raw(CompactSize);
        reader.Bytes();
        reader.String();
        reader.End();
        return packed;
    }

    static bool HasCanonicalForm(ReadOnlySpan<byte> number) => number[0] < 0x80 && !(number[0] == 0 && number[1] < 0x80);
}
