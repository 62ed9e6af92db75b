using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>Numbers as nodeos writes them in JSON: above 4294967295 as strings, 128-bit and floating-point ones always as strings.</summary>
static class AbiNumber
{
    public static JsonNode ToJson(ulong value) => value > uint.MaxValue
        ? JsonValue.Create(value.ToString(CultureInfo.InvariantCulture))
        : JsonValue.Create(value);

    /// <summary>Negative ones are always numbers.</summary>
    public static JsonNode ToJson(long value) => value > uint.MaxValue
        ? JsonValue.Create(value.ToString(CultureInfo.InvariantCulture))
        : JsonValue.Create(value);

    public static JsonNode ToJson(UInt128 value) => JsonValue.Create(value.ToString(CultureInfo.InvariantCulture));

    public static JsonNode ToJson(Int128 value) => JsonValue.Create(value.ToString(CultureInfo.InvariantCulture));

    public static JsonNode ToJson(double value) => JsonValue.Create(value.ToString("F17", CultureInfo.InvariantCulture));

    public static T Whole<T>(JsonNode? node, string type)
        where T : IBinaryInteger<T>
    {
        var digits = JsonRead.Digits(node, type);
        return T.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new EosioFormatException($"{digits} is not a whole number that fits into {type}.");
    }

    public static T Floating<T>(JsonNode? node, string type)
        where T : IFloatingPoint<T>
    {
        var digits = JsonRead.Digits(node, type);
        return T.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new EosioFormatException($"{digits} is not a number of type {type}.");
    }
}
