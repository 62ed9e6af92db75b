using System.Security.Cryptography;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>
/// A public key of either curve. Text forms: <c>EOS…</c> (K1 only, what nodeos prints), <c>PUB_K1_…</c>, <c>PUB_R1_…</c>, and <c>PUB_WA_…</c>, which
/// holds the presence and the relying party beside the key.
/// </summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    public const int CompressedSize = 33;

    const string LegacyPrefix = "EOS";

    readonly byte[] _packed;

    PublicKey(KeyType type, byte[] packed)
    {
        Type = type;
        _packed = packed;
    }

    public KeyType Type { get; }

    /// <summary>33 bytes: 0x02 or 0x03 (SEC 1, section 2.3.3), then x.</summary>
    public ReadOnlySpan<byte> Compressed => _packed.AsSpan(0, CompressedSize);

    /// <summary>What the authenticator must have seen; <see cref="UserPresence.None"/> for keys other than WebAuthn's.</summary>
    public UserPresence Presence => Type == KeyType.WA ? (UserPresence)_packed[CompressedSize] : UserPresence.None;

    /// <summary>The domain a WebAuthn key belongs to; empty for other keys.</summary>
    public string RelyingParty => Type == KeyType.WA ? new PackedReader(_packed.AsSpan(CompressedSize + 1)).String() : "";

    /// <summary>What follows the type in the packed form.</summary>
    internal ReadOnlySpan<byte> Packed => _packed;

    /// <summary>Takes 33 bytes as they are; that they are a point of the curve shows when the key is used, as in nodeos.</summary>
    /// <exception cref="EosioFormatException">Not 33 bytes, or a WebAuthn key, which has more to it.</exception>
    public static PublicKey FromCompressed(KeyType type, ReadOnlySpan<byte> compressed)
    {
        EllipticCurve.Of(type);
        CheckCompressed(compressed);
        return type != KeyType.WA
            ? new(type, compressed.ToArray())
            : throw new EosioFormatException("A WebAuthn key has a presence and a relying party beside its point.");
    }

    /// <param name="relyingParty">The domain, for example <c>wallet.example</c>.</param>
    /// <exception cref="EosioFormatException">Not 33 bytes, or an unknown presence.</exception>
    public static PublicKey FromWebAuthn(ReadOnlySpan<byte> compressed, UserPresence presence, string relyingParty)
    {
        CheckCompressed(compressed);
        return new(KeyType.WA, CheckedWebAuthn([.. new PackedWriter(64).Raw(compressed).Byte((byte)presence).String(relyingParty).Written]));
    }

    /// <summary>From 0x04, x, y (65 bytes).</summary>
    /// <exception cref="EosioFormatException">Not 65 bytes that start with 4, or not a point of the curve.</exception>
    public static PublicKey FromUncompressed(KeyType type, ReadOnlySpan<byte> point)
    {
        if (point.Length != 65 || point[0] != 4)
        {
            throw new EosioFormatException("An uncompressed public key has 65 bytes, the first of them 0x04.");
        }

        var key = FromCompressed(type, [(byte)(2 + (point[64] & 1)), .. point[1..33]]);
        return key.ToUncompressed().AsSpan().SequenceEqual(point)
            ? key
            : throw new EosioFormatException($"The public key is not a point of the curve {type}.");
    }

    /// <exception cref="EosioFormatException">Not a public key.</exception>
    public static PublicKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            _ when text.StartsWith("PUB_K1_", StringComparison.Ordinal) => new(KeyType.K1, Base58.DecodeWithRipemd(text[7..], "K1", CompressedSize, "public key")),
            _ when text.StartsWith("PUB_R1_", StringComparison.Ordinal) => new(KeyType.R1, Base58.DecodeWithRipemd(text[7..], "R1", CompressedSize, "public key")),
            _ when text.StartsWith("PUB_WA_", StringComparison.Ordinal) => new(KeyType.WA, CheckedWebAuthn(Base58.DecodeWithRipemd(text[7..], "WA", null, "public key"))),
            _ when text.StartsWith(LegacyPrefix, StringComparison.Ordinal) => new(KeyType.K1, Base58.DecodeWithRipemd(text[3..], "", CompressedSize, "public key")),
            _ => throw new EosioFormatException("A public key starts with PUB_K1_, PUB_R1_, PUB_WA_ or EOS."),
        };
    }

    /// <summary>0x04, x, y (65 bytes).</summary>
    /// <exception cref="EosioFormatException">The bytes are not a point of the curve.</exception>
    public byte[] ToUncompressed() => EllipticCurve.Of(Type).Decompress(Compressed)
        ?? throw new EosioFormatException($"The public key is not a point of the curve {Type}.");

    /// <summary>Whether the signature signs the 32-byte digest with this key; the recovery id is not looked at, except with WebAuthn.</summary>
    public bool Verify(ReadOnlySpan<byte> digest, Signature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (signature.Type != Type)
        {
            return false;
        }

        if (Type == KeyType.WA)
        {
            return Equals(signature.Recover(digest));
        }

        var point = ToUncompressed();
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = EllipticCurve.Of(Type).Named, Q = new() { X = point[1..33], Y = point[33..] } });
        return ecdsa.VerifyHash(digest, signature.Compact[1..], DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary><c>PUB_K1_…</c>, <c>PUB_R1_…</c> or <c>PUB_WA_…</c>.</summary>
    public string ToModernString() => $"PUB_{Type}_{Base58.EncodeWithRipemd(_packed, Type.ToString())}";

    /// <summary>As nodeos prints it: <c>EOS…</c> for K1, <c>PUB_R1_…</c> and <c>PUB_WA_…</c> for the others.</summary>
    public override string ToString() => Type == KeyType.K1 ? LegacyPrefix + Base58.EncodeWithRipemd(_packed, "") : ToModernString();

    public bool Equals(PublicKey? other) => other is not null && Type == other.Type && _packed.AsSpan().SequenceEqual(other._packed);

    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Type);
        hash.AddBytes(_packed);
        return hash.ToHashCode();
    }

    /// <summary>Reads what follows the type in the packed form.</summary>
    internal static PublicKey Read(KeyType type, ref PackedReader reader)
    {
        if (type != KeyType.WA)
        {
            return new(type, reader.Raw(CompressedSize).ToArray());
        }

        var start = reader;
        reader.Raw(CompressedSize + 1);
        reader.Bytes();
        return new(type, CheckedWebAuthn(start.Raw(reader.Position - start.Position).ToArray()));
    }

    static void CheckCompressed(ReadOnlySpan<byte> compressed)
    {
        if (compressed.Length != CompressedSize)
        {
            throw new EosioFormatException($"A compressed public key has 33 bytes, not {compressed.Length}.");
        }
    }

    static byte[] CheckedWebAuthn(byte[] packed)
    {
        var reader = new PackedReader(packed);
        reader.Raw(CompressedSize);
        if (reader.Byte() is > (byte)UserPresence.Verified and var presence)
        {
            throw new EosioFormatException($"The presence {presence} of a WebAuthn key is unknown: 0 (none), 1 (present) or 2 (verified) expected.");
        }

        if (reader.String().Length == 0)
        {
            throw new EosioFormatException("A WebAuthn key needs a relying party.");
        }

        reader.End();
        return packed;
    }
}
