using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Chain.Errors;

/// <summary>JSON the way EOSIO nodes write it: nothing escaped beyond what JSON demands.</summary>
public static class ChainJson
{
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Numbers that a 32-bit unsigned integer cannot hold are texts, negative ones never.</summary>
    public static JsonNode Number(ulong value) => value > uint.MaxValue ? JsonValue.Create(Invariant(value)) : JsonValue.Create(value);

    /// <inheritdoc cref="Number(ulong)"/>
    public static JsonNode Number(long value) => value > uint.MaxValue ? JsonValue.Create(Invariant((ulong)value)) : JsonValue.Create(value);

    public static string Text(JsonNode? node) => node?.ToJsonString(Options) ?? "null";

    static string Invariant(ulong value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
