using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalEnergyMarket.Hardware.OpenEms;

/// <summary>A channel as it stands in an answer; whatever else stands there is left out.</summary>
sealed record ChannelJson
{
    public string? Address { get; init; }

    public string? Unit { get; init; }

    /// <summary>Number, text or null; missing for a channel that can only be written.</summary>
    public JsonElement Value { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChannelJson))]
[JsonSerializable(typeof(ChannelJson[]))]
sealed partial class OpenEmsJson : JsonSerializerContext;
