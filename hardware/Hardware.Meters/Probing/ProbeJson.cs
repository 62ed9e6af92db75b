using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalEnergyMarket.Hardware.Meters.Probing;

/// <summary>What was found, for programs.</summary>
public static class ProbeJson
{
    static readonly ProbeJsonContext Context = new(new(ProbeJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>One JSON object on one line.</summary>
    public static string Of(ProbeResult result) => JsonSerializer.Serialize(result, Context.ProbeResult);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UnitsConverter), typeof(JsonStringEnumConverter<MeterRegister>), typeof(JsonStringEnumConverter<MeterQuality>)])]
[JsonSerializable(typeof(ProbeResult))]
sealed partial class ProbeJsonContext : JsonSerializerContext;

/// <summary>Unit ids are numbers, not bytes in base 64.</summary>
sealed class UnitsConverter : JsonConverter<IReadOnlyList<byte>>
{
    public override IReadOnlyList<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<byte> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var unit in value)
        {
            writer.WriteNumberValue(unit);
        }

        writer.WriteEndArray();
    }
}
