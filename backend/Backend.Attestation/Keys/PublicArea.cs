using System.Security.Cryptography;

namespace LocalEnergyMarket.Backend.Attestation.Keys;

/// <summary>
/// A TPM key's public area (TPMT_PUBLIC; TPM 2.0 part 2, 12.2.4): RSA 2048 or P-256 with SHA-256 as its name algorithm, or P-384 with SHA-384.
/// </summary>
public sealed record PublicArea
{
    const int Sha256 = 0x000B;
    const int Sha384 = 0x000C;
    const int Aes = 0x0006;
    const int Cfb = 0x0043;
    const int None = 0x0010;
    const int Ecdsa = 0x0018;
    const int Rsa = 0x0001;
    const int Ecc = 0x0023;
    const int P256 = 0x0003;
    const int P384 = 0x0004;

    public required ReadOnlyMemory<byte> Bytes { get; init; }

    public required KeyAttributes Attributes { get; init; }

    public required ReadOnlyMemory<byte> Policy { get; init; }

    /// <summary>SHA-256 or SHA-384.</summary>
    public required HashAlgorithmName NameAlgorithm { get; init; }

    /// <summary>The size of a storage key's symmetric cipher, AES in CFB mode: 128 or 256 bits; 0: it has none, or another.</summary>
    public required int WrappingBits { get; init; }

    public required bool HasNoScheme { get; init; }

    public required bool SignsWithEcdsaSha256 { get; init; }

    /// <summary>The RSA modulus, or empty.</summary>
    public ReadOnlyMemory<byte> Modulus { get; init; }

    /// <summary>The uncompressed point, 0x04 || x || y: 65 bytes on P-256, 97 on P-384; or empty.</summary>
    public ReadOnlyMemory<byte> Point { get; init; }

    /// <summary>The name algorithm and the area's hash (TPM 2.0 part 1, 16): computed here, never taken from the box.</summary>
    public byte[] Name() => NameAlgorithm == HashAlgorithmName.SHA384
        ? [0x00, 0x0C, .. SHA384.HashData(Bytes.Span)]
        : [0x00, 0x0B, .. SHA256.HashData(Bytes.Span)];

    /// <exception cref="FormatException">The area does not parse or is of another kind; the message says why.</exception>
    public static PublicArea Parse(ReadOnlyMemory<byte> bytes)
    {
        var reader = new AreaReader(bytes.Span);
        var type = reader.U16();
        var name = reader.U16() switch
        {
            Sha256 => HashAlgorithmName.SHA256,
            Sha384 => HashAlgorithmName.SHA384,
            _ => throw new FormatException("its name algorithm is neither SHA-256 nor SHA-384"),
        };

        var attributes = (KeyAttributes)reader.U32();
        var policy = reader.Sized().ToArray();
        var symmetric = reader.U16();
        var (bits, mode) = symmetric == None ? (0, 0) : (reader.U16(), reader.U16());
        var scheme = reader.U16();
        var hash = scheme == None ? None : reader.U16();
        var area = new PublicArea
        {
            Bytes = bytes,
            Attributes = attributes,
            Policy = policy,
            NameAlgorithm = name,
            WrappingBits = symmetric == Aes && mode == Cfb ? bits : 0,
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
        var size = reader.U16() switch
        {
            P256 => 32,
            P384 => 48,
            _ => throw new FormatException("its curve is neither NIST P-256 nor P-384"),
        };
        return reader.U16() == None
            ? [0x04, .. reader.Number(size), .. reader.Number(size)]
            : throw new FormatException("it has a key derivation scheme");
    }
}
