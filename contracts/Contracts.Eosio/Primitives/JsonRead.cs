using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>Reads nodeos' JSON, which writes the same number sometimes as a number and sometimes as a string, with errors that name the field.</summary>
static class JsonRead
{
    public static JsonObject Object(JsonNode? node, string what)
    {
        var body = node as JsonObject ?? throw Unexpected(node, what, "an object");
        try
        {
            // Fields are looked at when the first is asked for.
            _ = body.Count;
            return body;
        }
        catch (ArgumentException twice)
        {
            throw new EosioFormatException($"{what}: a field is given twice.", twice);
        }
    }

    public static JsonArray Array(JsonNode? node, string what) => node as JsonArray ?? throw Unexpected(node, what, "an array");

    public static string Text(JsonNode? node, string what) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String
        ? value.GetValue<string>()
        : throw Unexpected(node, what, "a string");

    public static string OptionalText(JsonObject json, string field) => json[field] is { } node ? Text(node, field) : "";

    /// <summary>A whole number from 0 to the maximum; 0 when the field is missing.</summary>
    public static ulong Number(JsonObject json, string field, ulong maximum = ulong.MaxValue) => json[field] is { } node ? Number(node, field, maximum) : 0;

    public static ulong Number(JsonNode? node, string what, ulong maximum = ulong.MaxValue) =>
        ulong.TryParse(Digits(node, what), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= maximum
            ? number
            : throw Unexpected(node, what, string.Create(CultureInfo.InvariantCulture, $"a whole number from 0 to {maximum}"));

    public static bool Bool(JsonNode? node, string what) => node?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => Number(node, what, 1) == 1,
    };

    /// <summary>The text of a number, whether written as a number or as a string.</summary>
    public static string Digits(JsonNode? node, string what) => node is JsonValue value && value.GetValueKind() is JsonValueKind.Number or JsonValueKind.String
        ? node.ToString()
        : throw Unexpected(node, what, "a number");

    static EosioFormatException Unexpected(JsonNode? node, string what, string expected)
    {
        var found = node?.ToJsonString() ?? "null";
        return new($"{what}: {expected} expected, found {(found.Length <= 80 ? found : found[..80] + "…")}.");
    }
}
