using System.Security.Cryptography;

namespace LocalEnergyMarket.Hardware.Tpm;

public enum TpmKeyType
{
    Rsa2048,
    EccP256,
    EccP384,
}

/// <summary>A key's public area (TPMT_PUBLIC, TPM 2.0 part 2, 12.2.4) as far as the box uses it.</summary>
public sealed class TpmPublic
{
    const int Sha256 = 0x000B;
    const int Sha384 = 0x000C;
    const int None = 0x0010;

    TpmPublic(byte[] area, TpmKeyType type, TpmAttributes attributes, bool signsWithEcdsaSha256, byte[] key) =>
        (Area, Type, Attributes, SignsWithEcdsaSha256, Key) = (area, type, attributes, signsWithEcdsaSha256, key);

    /// <summary>TPMT_PUBLIC, the bytes the Name is computed over.</summary>
    public byte[] Area { get; }

    public TpmKeyType Type { get; }

    public TpmAttributes Attributes { get; }

    public bool SignsWithEcdsaSha256 { get; }

    /// <summary>RSA: the modulus, 256 bytes. P-256 and P-384: the uncompressed point, 65 or 97 bytes 0x04 || x || y.</summary>
    public byte[] Key { get; }

    /// <summary>The name algorithm (000B or 000C) and the hash of the area (TPM 2.0 part 1, 16).</summary>
    public byte[] Name() => Type == TpmKeyType.EccP384 ? [0x00, 0x0C, .. SHA384.HashData(Area)] : [0x00, 0x0B, .. SHA256.HashData(Area)];

    /// <exception cref="FormatException">The area is not one of an RSA 2048 or P-256 key with SHA-256 names, or of a P-384 key with SHA-384 names.</exception>
    public static TpmPublic Parse(ReadOnlySpan<byte> area)
    {
        var reader = new TpmReader(area);
        var type = reader.U16();
        var name = reader.U16();

        var attributes = (TpmAttributes)reader.U32();
        reader.Sized();
        var symmetric = reader.U16();
        if (symmetric != None)
        {
            reader.Take(4);
        }

        var scheme = reader.U16();
        var hash = scheme == None ? None : reader.U16();
        var result = type switch
        {
            0x0001 => Rsa(ref reader),
            0x0023 => Ecc(ref reader),
            _ => throw new FormatException($"The key's type 0x{type:X4} is neither RSA nor ECC."),
        };
        if (name != (result.Type == TpmKeyType.EccP384 ? Sha384 : Sha256))
        {
            throw new FormatException("The key's name algorithm is not SHA-256, or of a P-384 key SHA-384.");
        }

        return reader.AtEnd
            ? new(area.ToArray(), result.Type, attributes, scheme == 0x0018 && hash == Sha256, result.Key)
            : throw new FormatException("The key's public area is followed by other bytes.");
    }

    static (TpmKeyType Type, byte[] Key) Rsa(ref TpmReader reader)
    {
        var (bits, exponent) = (reader.U16(), reader.U32());
        var modulus = reader.Sized();
        return bits == 2048 && exponent is 0 or 65537 && modulus.Length == 256
            ? (TpmKeyType.Rsa2048, modulus.ToArray())
            : throw new FormatException($"The RSA key has {bits} bits and exponent {exponent}; 2048 bits and 65537 are supported.");
    }

    static (TpmKeyType Type, byte[] Key) Ecc(ref TpmReader reader)
    {
        var (type, size) = reader.U16() switch
        {
            0x0003 => (TpmKeyType.EccP256, 32),
            0x0004 => (TpmKeyType.EccP384, 48),
            _ => throw new FormatException("The key's curve is neither NIST P-256 nor P-384."),
        };

        if (reader.U16() != None)
        {
            reader.U16();
        }

        var point = new byte[1 + (2 * size)];
        point[0] = 0x04;
        Pad(reader.Sized(), point.AsSpan(1, size));
        Pad(reader.Sized(), point.AsSpan(1 + size, size));
        return (type, point);
    }

    /// <summary>Right-aligns a number that a TPM may give without its leading zero bytes.</summary>
    internal static void Pad(ReadOnlySpan<byte> number, Span<byte> target)
    {
        if (number.Length > target.Length)
        {
            throw new FormatException($"A number of {number.Length} bytes was found where {target.Length} are the most.");
        }

        number.CopyTo(target[^number.Length..]);
    }
}
