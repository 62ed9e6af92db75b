using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>
/// Numbers as nodeos writes them in JSON: above 4294967295 as strings, 128-bit and floating-point ones always as strings. Floating-point ones that 17
/// decimals do not hold are written in as many digits as they need, where nodeos loses them.
/// </summary>
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

    public static JsonNode ToJson(double value) => ToJson<double>(value, value);

    public static JsonNode ToJson(float value) => ToJson<float>(value, value);

    public static T Whole<T>(JsonNode? node, string type)
        where T : IBinaryInteger<T>
    {
        var digits = JsonRead.Digits(node, type);
        return T.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new EosioFormatException($"{digits} is not a whole number that fits into {type}.");
    }

    public static T Floating<T>(JsonNode? node, string type)
        where T : struct, IFloatingPointIeee754<T>
    {
        var digits = JsonRead.Digits(node, type);
        return digits switch
        {
            "nan" or "-nan" => T.NaN,
            "inf" => T.PositiveInfinity,
            "-inf" => T.NegativeInfinity,
            _ when T.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) => value,
            _ => throw new EosioFormatException($"{digits} is not a number of type {type}."),
        };
    }

    static JsonValue ToJson<T>(T value, double wide)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (!T.IsFinite(value))
        {
            return JsonValue.Create(T.IsNaN(value) ? "nan" : T.IsPositive(value) ? "inf" : "-inf");
        }

        var fixedPoint = wide.ToString("F17", CultureInfo.InvariantCulture);
        return JsonValue.Create(T.Parse(fixedPoint, CultureInfo.InvariantCulture) == value ? fixedPoint : value.ToString("R", CultureInfo.InvariantCulture));
    }
}
