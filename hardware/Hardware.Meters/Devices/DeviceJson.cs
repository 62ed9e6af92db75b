using System.Text.Json;
using System.Text.Json.Serialization;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Devices;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    Converters = [typeof(FunctionConverter), typeof(JsonStringEnumConverter<MeterRegister>)])]
[JsonSerializable(typeof(DeviceType))]
sealed partial class DeviceJson : JsonSerializerContext;

/// <summary>Function codes are written as the numbers everyone knows: 3 and 4.</summary>
sealed class FunctionConverter : JsonConverter<ModbusFunction>
{
    public override ModbusFunction Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => (ModbusFunction)reader.GetByte();

    public override void Write(Utf8JsonWriter writer, ModbusFunction value, JsonSerializerOptions options) => writer.WriteNumberValue((byte)value);
}
