using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>A request's JSON. What is missing or of another kind is answered as nodeos does: error 3200006.</summary>
sealed class RequestBody
{
    readonly JsonObject _fields;

    RequestBody(JsonNode? json)
    {
        Json = json;
        _fields = json as JsonObject ?? [];
    }

    public JsonNode? Json { get; }

    public bool IsEmpty => Json is null or JsonObject { Count: 0 };

    /// <exception cref="ChainException">Not JSON.</exception>
    public static async Task<RequestBody> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, cancellation);
        if (buffer.Length == 0)
        {
            return new(json: null);
        }

        try
        {
            return new(JsonNode.Parse(buffer.ToArray()));
        }
        catch (JsonException)
        {
            throw Invalid();
        }
    }

    public static ChainException Invalid() => new(ErrorKind.InvalidRequest, "parse_params", "Unable to parse valid input from POST body");

    public static ChainException Missing() => new(ErrorKind.InvalidRequest, "parse_params", "A Request body is required");

    public JsonNode? Node(string field) => _fields[field];

    public Name Name(string field) => Eosio.Name.TryParse(Text(field), out var name) ? name : throw Invalid();

    public Name NameOrEmpty(string field) => Text(field) is { Length: > 0 } ? Name(field) : default;

    /// <summary>A text, or a number as a text; null when the field is missing.</summary>
    public string? Text(string field) => _fields[field] switch
    {
        null => null,
        JsonValue value => value.ToString(),
        _ => throw Invalid(),
    };

    public bool Flag(string field, bool otherwise = false) => Text(field) switch
    {
        null => otherwise,
        var text when text.Equals("true", StringComparison.OrdinalIgnoreCase) || text is "1" => true,
        var text when text.Equals("false", StringComparison.OrdinalIgnoreCase) || text is "0" => false,
        _ => throw Invalid(),
    };

    public uint UInt32(string field, uint otherwise) => Text(field) is not { } text
        ? otherwise
        : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Invalid();

    public Checksum256 Id(string field)
    {
        try
        {
            return Checksum256.Parse(Text(field) ?? throw Invalid());
        }
        catch (EosioFormatException)
        {
            throw Invalid();
        }
    }
}
