using System.Security.Cryptography;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>A public key of either curve. Text forms: <c>EOS…</c> (K1 only, what nodeos prints), <c>PUB_K1_…</c>, <c>PUB_R1_…</c>.</summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    public const int CompressedSize = 33;

    const string LegacyPrefix = "EOS";

    readonly byte[] _compressed;

    PublicKey(KeyType type, byte[] compressed)
    {
        Type = type;
        _compressed = compressed;
    }

    public KeyType Type { get; }

    /// <summary>33 bytes: 0x02 or 0x03 (SEC 1, section 2.3.3), then x.</summary>
    public ReadOnlySpan<byte> Compressed => _compressed;

    /// <summary>Takes 33 bytes as they are; that they are a point of the curve shows when the key is used, as in nodeos.</summary>
    /// <exception cref="EosioFormatException">Not 33 bytes.</exception>
    public static PublicKey FromCompressed(KeyType type, ReadOnlySpan<byte> compressed)
    {
        EllipticCurve.Of(type);
        return compressed.Length == CompressedSize
            ? new(type, compressed.ToArray())
            : throw new EosioFormatException($"A compressed public key has 33 bytes, not {compressed.Length}.");
    }

    /// <summary>From 0x04, x, y (65 bytes).</summary>
    /// <exception cref="EosioFormatException">Not 65 bytes that start with 4, or not a point of the curve.</exception>
    public static PublicKey FromUncompressed(KeyType type, ReadOnlySpan<byte> point)
    {
        if (point.Length != 65 || point[0] != 4)
        {
            throw new EosioFormatException("An uncompressed public key has 65 bytes, the first of them 0x04.");
        }

        var key = new PublicKey(type, [(byte)(2 + (point[64] & 1)), .. point[1..33]]);
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
            _ when text.StartsWith(LegacyPrefix, StringComparison.Ordinal) => new(KeyType.K1, Base58.DecodeWithRipemd(text[3..], "", CompressedSize, "public key")),
            _ => throw new EosioFormatException("A public key starts with PUB_K1_, PUB_R1_ or EOS."),
        };
    }

    /// <summary>0x04, x, y (65 bytes).</summary>
    /// <exception cref="EosioFormatException">The bytes are not a point of the curve.</exception>
    public byte[] ToUncompressed() => EllipticCurve.Of(Type).Decompress(_compressed)
        ?? throw new EosioFormatException($"The public key is not a point of the curve {Type}.");

    /// <summary>Whether the signature signs the 32-byte digest with this key; the recovery id is not looked at.</summary>
    public bool Verify(ReadOnlySpan<byte> digest, Signature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (signature.Type != Type)
        {
            return false;
        }

        var point = ToUncompressed();
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = EllipticCurve.Of(Type).Named, Q = new() { X = point[1..33], Y = point[33..] } });
        return ecdsa.VerifyHash(digest, signature.Compact[1..], DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary><c>PUB_K1_…</c> or <c>PUB_R1_…</c>.</summary>
    public string ToModernString() => $"PUB_{Type}_{Base58.EncodeWithRipemd(_compressed, Type == KeyType.K1 ? "K1" : "R1")}";

    /// <summary>As nodeos prints it: <c>EOS…</c> for K1, <c>PUB_R1_…</c> for R1.</summary>
    public override string ToString() => Type == KeyType.K1 ? LegacyPrefix + Base58.EncodeWithRipemd(_compressed, "") : ToModernString();

    public bool Equals(PublicKey? other) => other is not null && Type == other.Type && _compressed.AsSpan().SequenceEqual(other._compressed);

    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Type);
        hash.AddBytes(_compressed);
        return hash.ToHashCode();
    }
}
