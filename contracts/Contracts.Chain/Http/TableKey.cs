using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using LocalEnergyMarket.Contracts.Chain.Database;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>Keys as texts, the way get_table_rows takes and gives them.</summary>
static class TableKey
{
    public const int Ripemd160Digits = 40;

    public static ulong Primary(string text, string keyType, string what) =>
        keyType is "name" && Name.TryParse(text, out var name) ? name.Value : Number(text, what);

    /// <summary>A number, or a name, or a symbol code or symbol.</summary>
    /// <exception cref="ChainException">3010000: none of them.</exception>
    public static ulong Number(string text, string what)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        if (Name.TryParse(text.Trim(), out var name))
        {
            return name.Value;
        }

        try
        {
            return text.Contains(',', StringComparison.Ordinal) ? Symbol.Parse(text).Value : SymbolCode.Parse(text).Value;
        }
        catch (EosioFormatException)
        {
            throw new ChainException(
                ErrorKind.ChainType,
                "convert_to_type<long unsigned int>",
                "Could not convert ${desc} string '${str}' to any of the following: uint64_t, valid name, or valid symbol (with or without the precision)",
                ("desc", what),
                ("str", text));
        }
    }

    /// <summary>Decimal, or hex after 0x with the lowest byte first.</summary>
    public static UInt128 UInt128(string text, string what)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && TryHex(text[2..], 16) is { } bytes)
        {
            return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
        }

        return System.UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Invalid(text, what);
    }

    /// <summary>Decimal, or hex after 0x with the highest byte first.</summary>
    public static Key256 Key256(string text, string what)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return Sha256(text[2..].PadLeft(64, '0'), what);
        }

        return BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.GetByteCount(isUnsigned: true) <= 32
            ? Sha256(Convert.ToHexString(number.ToByteArray(isUnsigned: true, isBigEndian: true)).PadLeft(64, '0'), what)
            : throw Invalid(text, what);
    }

    /// <summary>64 hex digits, the highest byte first.</summary>
    public static Key256 Sha256(string text, string what) => TryHex(text, 32) is { } bytes
        ? new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(16)))
        : throw Invalid(text, what);

    /// <summary>40 hex digits, the highest byte first; contracts fill the rest of the key with zeros.</summary>
    public static Key256 Ripemd160(string text, string what) =>
        text.Length == Ripemd160Digits ? Sha256(text.PadRight(64, '0'), what) : throw Invalid(text, what);

    public static string Text(UInt128 key, bool hex)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, key);
        return hex ? $"0x{Convert.ToHexStringLower(bytes)}" : key.ToString(CultureInfo.InvariantCulture);
    }

    public static string Text(Key256 key)
    {
        Span<byte> bytes = stackalloc byte[32];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key.High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[16..], key.Low);
        return Convert.ToHexStringLower(bytes);
    }

    static byte[]? TryHex(string text, int bytes)
    {
        try
        {
            return text.Length == bytes * 2 ? Convert.FromHexString(text) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    static ChainException Invalid(string text, string what) => new(
        ErrorKind.ChainType, "convert_to_type", "Could not convert ${desc} string '${str}' to key type.", ("desc", what), ("str", text));
}
