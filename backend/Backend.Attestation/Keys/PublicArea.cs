using System.Security.Cryptography;

namespace LocalEnergyMarket.Backend.Attestation.Keys;

/// <summary>A TPM key's public area (TPMT_PUBLIC; TPM 2.0 part 2, 12.2.4): RSA or P-256 with SHA-256 as its name algorithm.</summary>
public sealed record PublicArea
{
    const int Sha256 = 0x000B;
    const int Aes = 0x0006;
    const int Cfb = 0x0043;
    const int None = 0x0010;
    const int Ecdsa = 0x0018;
    const int Rsa = 0x0001;
    const int Ecc = 0x0023;
    const int P256 = 0x0003;

    public required ReadOnlyMemory<byte> Bytes { get; init; }

    public required KeyAttributes Attributes { get; init; }

    public required ReadOnlyMemory<byte> Policy { get; init; }

    /// <summary>A storage key's symmetric cipher is AES-128 in CFB mode.</summary>
    public required bool WrapsWithAes128 { get; init; }

    public required bool HasNoScheme { get; init; }

    public required bool SignsWithEcdsaSha256 { get; init; }

    /// <summary>The RSA modulus, or empty.</summary>
    public ReadOnlyMemory<byte> Modulus { get; init; }

    /// <summary>The uncompressed P-256 point, 65 bytes 0x04 || x || y, or empty.</summary>
    public ReadOnlyMemory<byte> Point { get; init; }

    /// <summary>000B || SHA-256 of the area (TPM 2.0 part 1, 16): computed here, never taken from the box.</summary>
    public byte[] Name() => [0x00, 0x0B, .. SHA256.HashData(Bytes.Span)];

    /// <exception cref="FormatException">The area does not parse or is of another kind; the message says why.</exception>
    public static PublicArea Parse(ReadOnlyMemory<byte> bytes)
    {
        var reader = new AreaReader(bytes.Span);
        var type = reader.U16();
        if (reader.U16() != Sha256)
        {
            throw new FormatException("its name algorithm is not SHA-256");
        }

        var attributes = (KeyAttributes)reader.U32();
        var policy = reader.Sized().ToArray();
        var symmetric = reader.U16();
        var aes = symmetric != None && reader.U16() == 128 & reader.U16() == Cfb & symmetric == Aes;
        var scheme = reader.U16();
        var hash = scheme == None ? None : reader.U16();
        var area = new PublicArea
        {
            Bytes = bytes,
            Attributes = attributes,
            Policy = policy,
            WrapsWithAes128 = aes,
            HasNoScheme = scheme == None,
            SignsWithEcdsaSha256 = type == Ecc && scheme == Ecdsa && hash == Sha256,
        };
        area = type switch
        {
            Rsa => area with { Modulus = ReadModulus(ref reader) },
            Ecc => area with { Point = ReadPoint(ref reader) },
            _ => throw new FormatException($"its type 0x{type:X4} is neither RSA nor ECC"),
        };
        return reader.AtEnd ? area : throw new FormatException("other bytes follow it");
    }

    static byte[] ReadModulus(ref AreaReader reader)
    {
        var (bits, exponent) = (reader.U16(), reader.U32());
        return bits == 2048 && exponent is 0 or 65537
            ? reader.Number(256)
            : throw new FormatException($"an RSA key of {bits} bits with exponent {exponent} is not supported, only 2048 bits and 65537");
    }

    static byte[] ReadPoint(ref AreaReader reader)
    {
        if (reader.U16() != P256)
        {
            throw new FormatException("its curve is not NIST P-256");
        }

        return reader.U16() == None
            ? [0x04, .. reader.Number(32), .. reader.Number(32)]
            : throw new FormatException("it has a key derivation scheme");
    }
}
