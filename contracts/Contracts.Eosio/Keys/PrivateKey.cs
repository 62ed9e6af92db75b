using System.Security.Cryptography;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>A private key in memory. Text forms: <c>PVT_K1_…</c>, <c>PVT_R1_…</c>, wallet import format (<c>5…</c>, K1 only). Safe to use from several threads.</summary>
public sealed class PrivateKey : IDisposable
{
    const int Size = 32;
    const byte WifVersion = 0x80;

    readonly Lock _lock = new();
    readonly ECDsa _ecdsa;
    readonly byte[] _secret;

    PrivateKey(KeyType type, byte[] secret)
    {
        var curve = EllipticCurve.Of(type);
        Type = type;
        var number = UInt256.FromBigEndian(secret);
        if (number.IsZero || number >= curve.Order)
        {
            throw new EosioFormatException("The private key is outside of the curve's order.");
        }

        _secret = secret;
        _ecdsa = ECDsa.Create(new ECParameters { Curve = curve.Named, D = secret });
        var point = _ecdsa.ExportParameters(includePrivateParameters: false).Q;
        PublicKey = PublicKey.FromUncompressed(type, [4, .. point.X!, .. point.Y!]);
    }

    public KeyType Type { get; }

    public PublicKey PublicKey { get; }

    public static PrivateKey Generate(KeyType type)
    {
        using var ecdsa = ECDsa.Create(EllipticCurve.Of(type).Named);
        return new(type, ecdsa.ExportParameters(includePrivateParameters: true).D!);
    }

    /// <exception cref="EosioFormatException">Not 32 bytes, or outside of the curve's order.</exception>
    public static PrivateKey FromBytes(KeyType type, ReadOnlySpan<byte> secret) => secret.Length == Size
        ? new(type, secret.ToArray())
        : throw new EosioFormatException($"A private key has 32 bytes, not {secret.Length}.");

    /// <exception cref="EosioFormatException">Not a private key. The message never repeats the text.</exception>
    public static PrivateKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith("PVT_K1_", StringComparison.Ordinal))
        {
            return new(KeyType.K1, Base58.DecodeWithRipemd(text[7..], "K1", Size, "private key"));
        }

        if (text.StartsWith("PVT_R1_", StringComparison.Ordinal))
        {
            return new(KeyType.R1, Base58.DecodeWithRipemd(text[7..], "R1", Size, "private key"));
        }

        var wif = Base58.DecodeWithDoubleSha(text, Size + 1, "private key");
        return wif[0] == WifVersion
            ? new(KeyType.K1, wif[1..])
            : throw new EosioFormatException("A private key starts with PVT_K1_, PVT_R1_, or is in wallet import format, version 0x80.");
    }

    /// <summary>Signs a 32-byte digest so that nodeos accepts it: K1 canonical, R1 with low s.</summary>
    public Signature Sign(ReadOnlySpan<byte> digest)
    {
        Span<byte> rs = stackalloc byte[64];
        while (true)
        {
            lock (_lock)
            {
                _ecdsa.TrySignHash(digest, rs, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out _);
            }

            // Half of the K1 signatures have an r that is not canonical: another random k then, before the costly search for the recovery id.
            if (Type == KeyType.K1 && rs[0] >= 0x80)
            {
                continue;
            }

            var signature = Signature.FromRs(rs, digest, PublicKey);
            if (Type == KeyType.R1 || signature.IsCanonical)
            {
                return signature;
            }
        }
    }

    public Signature Sign(in Checksum256 digest) => Sign(digest.ToArray());

    /// <summary>The secret as <c>PVT_K1_…</c> or <c>PVT_R1_…</c>; never log it.</summary>
    public string Export() => $"PVT_{Type}_{Base58.EncodeWithRipemd(_secret, Type == KeyType.K1 ? "K1" : "R1")}";

    /// <summary>The secret in wallet import format; never log it.</summary>
    /// <exception cref="InvalidOperationException">The key is not K1.</exception>
    public string ExportWif() => Type == KeyType.K1
        ? Base58.EncodeWithDoubleSha([WifVersion, .. _secret])
        : throw new InvalidOperationException("Only K1 keys have a wallet import format.");

    /// <summary>The public key: a private key is not printed by accident.</summary>
    public override string ToString() => PublicKey.ToString();

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_secret);
        _ecdsa.Dispose();
    }
}
