using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>Base58 with Bitcoin's alphabet, and the two checksums EOSIO puts at the end of keys and signatures.</summary>
public static class Base58
{
    const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    const int ChecksumSize = 4;

    /// <summary>Enough for a WebAuthn signature, which holds a client's JSON.</summary>
    const int MaxLength = 4096;

    public static string Encode(ReadOnlySpan<byte> data)
    {
        var value = new BigInteger(data, isUnsigned: true, isBigEndian: true);
        var text = new Stack<char>();
        while (!value.IsZero)
        {
            value = BigInteger.DivRem(value, 58, out var digit);
            text.Push(Alphabet[(int)digit]);
        }

        var zeros = data.IndexOfAnyExcept((byte)0);
        return new string('1', zeros < 0 ? data.Length : zeros) + string.Concat(text);
    }

    /// <exception cref="EosioFormatException">A character outside of the alphabet, or a text no key or signature has (over 4096 characters).</exception>
    public static byte[] Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
        {
            throw new EosioFormatException($"A base58 text of more than {MaxLength} characters is no key and no signature.");
        }

        var value = BigInteger.Zero;
        foreach (var character in text)
        {
            var digit = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (digit < 0)
            {
                throw new EosioFormatException($"'{character}' is not a base58 character.");
            }

            value = (value * 58) + digit;
        }

        var zeros = text.AsSpan().IndexOfAnyExcept('1');
        var prefix = new byte[zeros < 0 ? text.Length : zeros];
        return value.IsZero ? prefix : [.. prefix, .. value.ToByteArray(isUnsigned: true, isBigEndian: true)];
    }

    /// <summary>The data and the first 4 bytes of RIPEMD-160 over data and suffix ("K1", "R1", "WA", or nothing in the legacy form).</summary>
    internal static string EncodeWithRipemd(ReadOnlySpan<byte> data, string suffix) => Encode([.. data, .. RipemdChecksum(data, suffix)]);

    /// <param name="size">Bytes without the checksum; null for any number.</param>
    internal static byte[] DecodeWithRipemd(string text, string suffix, int? size, string what)
    {
        var bytes = DecodeSized(text, size, what);
        return bytes.AsSpan()[^ChecksumSize..].SequenceEqual(RipemdChecksum(bytes.AsSpan()[..^ChecksumSize], suffix))
            ? bytes[..^ChecksumSize]
            : throw WrongChecksum(what);
    }

    /// <summary>The data and the first 4 bytes of its double SHA-256 (wallet import format).</summary>
    internal static string EncodeWithDoubleSha(ReadOnlySpan<byte> data) => Encode([.. data, .. DoubleShaChecksum(data)]);

    internal static byte[] DecodeWithDoubleSha(string text, int size, string what)
    {
        var bytes = DecodeSized(text, size, what);
        return bytes.AsSpan(size).SequenceEqual(DoubleShaChecksum(bytes.AsSpan(0, size)))
            ? bytes[..size]
            : throw WrongChecksum(what);
    }

    static byte[] DecodeSized(string text, int? size, string what)
    {
        var bytes = Decode(text);
        return bytes.Length == (size ?? Math.Max(bytes.Length - ChecksumSize, 0)) + ChecksumSize
            ? bytes
            : throw new EosioFormatException(size is null
                ? $"A {what} ends with 4 bytes of checksum, it has only {bytes.Length} bytes."
                : $"A {what} has {size} bytes and 4 of checksum, not {bytes.Length} together.");
    }

    static byte[] RipemdChecksum(ReadOnlySpan<byte> data, string suffix) => Ripemd160.HashData([.. data, .. Encoding.ASCII.GetBytes(suffix)])[..ChecksumSize];

    static byte[] DoubleShaChecksum(ReadOnlySpan<byte> data) => SHA256.HashData(SHA256.HashData(data))[..ChecksumSize];

    static EosioFormatException WrongChecksum(string what) => new($"The checksum of the {what} is wrong: a character was lost or mistyped.");
}
