using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>
/// A request's JSON, read as nodeos reads it: the first value counts and what follows is ignored, unknown fields are ignored, missing
/// ones have their default, numbers may be texts and texts numbers. What does not fit is error 3200006.
/// </summary>
sealed class RequestBody
{
    readonly JsonObject? _fields;

    RequestBody(JsonNode? json, bool isEmpty)
    {
        Json = json;
        IsEmpty = isEmpty;
        _fields = json as JsonObject;
    }

    public JsonNode? Json { get; }

    /// <summary>Nothing, blanks, or an object without fields.</summary>
    public bool IsEmpty { get; }

    /// <summary>Not even an empty object.</summary>
    public bool IsMissing => IsEmpty && Json is null;

    JsonObject Fields => _fields ?? throw Invalid();

    /// <exception cref="ChainException">Not JSON.</exception>
    public static RequestBody Parse(ReadOnlySpan<byte> text)
    {
        if (text.ContainsAnyExcept(" \t\r\n"u8) is false)
        {
            return new(json: null, isEmpty: true);
        }

        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 128 });
            var json = JsonNode.Parse(ref reader);

            // A field given twice shows only when the object is used.
            var isEmpty = json is JsonObject { Count: 0 };
            return new(json, isEmpty);
        }
        catch (Exception malformed) when (malformed is JsonException or ArgumentException)
        {
            throw Invalid();
        }
    }

    public static ChainException Invalid(string? why = null)
    {
        var failure = new ChainException(ErrorKind.InvalidRequest, "parse_params", "Unable to parse valid input from POST body");
        return why is null ? failure : failure.With("parse_params", why);
    }

    public static ChainException Missing() => new(ErrorKind.InvalidRequest, "parse_params", "A Request body is required");

    public JsonNode? Node(string field) => Fields[field];

    /// <summary>The empty name when it is missing.</summary>
    public Name Name(string field) => Text(field) is not { Length: > 0 } text ? default : Eosio.Name.TryParse(text, out var name) ? name : throw Invalid(
        $"Name not properly normalized (name: {text})");

    /// <summary>A text, or a number or truth as a text; null when the field is missing.</summary>
    public string? Text(string field) => Fields[field] switch
    {
        null => null,
        JsonValue value => value.ToString(),
        _ => throw Invalid($"{field}: a text is expected"),
    };

    public bool Flag(string field, bool otherwise = false) => Fields[field] switch
    {
        null => otherwise,
        var value when value.GetValueKind() is JsonValueKind.True => true,
        var value when value.GetValueKind() is JsonValueKind.False => false,
        var value when value.GetValueKind() is JsonValueKind.Number => value.ToString() is not "0",
        var value when value.ToString() is "true" => true,
        var value when value.ToString() is "false" => false,
        _ => throw Invalid($"{field}: true or false is expected"),
    };

    /// <summary>Of a number only the low 32 bits count, so that -1 is the highest, as nodeos has it.</summary>
    public uint UInt32(string field, uint otherwise) => Fields[field] switch
    {
        null => otherwise,
        JsonValue value when ulong.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => unchecked((uint)number),
        JsonValue value when long.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => unchecked((uint)number),
        JsonValue value when value.GetValueKind() is JsonValueKind.True => 1,
        JsonValue value when value.GetValueKind() is JsonValueKind.False => 0,
        _ => throw Invalid($"{field}: a number is expected"),
    };

    public JsonArray Array(string field) => Fields[field] switch
    {
        null => [],
        JsonArray array => array,
        _ => throw Invalid($"{field}: an array is expected"),
    };
}
