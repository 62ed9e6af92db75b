using System.Text.Json;

namespace LocalEnergyMarket.Hardware.OpenEms;

/// <summary>The answer's two shapes: one match is an object, several are an array.</summary>
static class OpenEmsAnswer
{
    /// <exception cref="JsonException">The bytes are not UTF-8 JSON of either shape.</exception>
    public static IReadOnlyList<OpenEmsChannel> Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => [Channel(JsonSerializer.Deserialize(utf8, OpenEmsJson.Default.ChannelJson))],
            JsonTokenType.StartArray => [.. (JsonSerializer.Deserialize(utf8, OpenEmsJson.Default.ChannelJsonArray) ?? []).Select(Channel)],
            _ => throw new JsonException($"expected an object or an array, got {reader.TokenType}"),
        };
    }

    static OpenEmsChannel Channel(ChannelJson? json)
    {
        if (json?.Address is not { } address || !address.Contains('/', StringComparison.Ordinal))
        {
            throw new JsonException("a channel without an address");
        }

        return new(address, json.Unit ?? "", json.Value.ValueKind == JsonValueKind.Number && json.Value.TryGetDecimal(out var value) ? value : null);
    }
}
