using System.Text.Json;

namespace LocalEnergyMarket.Hardware.OpenEms;

/// <summary>The answer's two shapes: one match is an object, several are an array.</summary>
static class OpenEmsAnswer
{
    /// <exception cref="JsonException">The bytes are not UTF-8 JSON of either shape.</exception>
    public static IReadOnlyList<OpenEmsChannel> Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        var root = document.RootElement;
        return root.ValueKind switch
        {
            JsonValueKind.Object => [Channel(root)],
            JsonValueKind.Array => [.. root.EnumerateArray().Select(Channel)],
            _ => throw new JsonException($"expected an object or an array, got {root.ValueKind}"),
        };
    }

    static OpenEmsChannel Channel(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("address", out var address) || address.ValueKind != JsonValueKind.String)
        {
            throw new JsonException("a channel without an address");
        }

        var unit = element.TryGetProperty("unit", out var symbol) && symbol.ValueKind == JsonValueKind.String ? symbol.GetString()! : "";
        var value = element.TryGetProperty("value", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var whole) ? whole : (long?)null;
        return new(address.GetString()!, unit, value);
    }
}
