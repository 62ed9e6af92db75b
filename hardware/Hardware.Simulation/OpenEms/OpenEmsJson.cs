using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LocalEnergyMarket.Hardware.Simulation.OpenEms;

/// <summary>Channels as the REST API writes them.</summary>
static class OpenEmsJson
{
    /// <param name="array">Whether one alone is an array too.</param>
    public static byte[] Write(IReadOnlyList<OpenEmsChannelImage> channels, bool array)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            if (array)
            {
                json.WriteStartArray();
            }

            foreach (var channel in channels)
            {
                Write(json, channel);
            }

            if (array)
            {
                json.WriteEndArray();
            }
        }

        return buffer.WrittenSpan.ToArray();
    }

    static void Write(Utf8JsonWriter json, OpenEmsChannelImage channel)
    {
        json.WriteStartObject();
        json.WriteString("address", $"{channel.Component}/{channel.Channel}");
        json.WriteString("type", channel.Type);
        json.WriteString("accessMode", "RO");
        json.WriteString("text", "");
        json.WriteString("unit", channel.Unit);
        if (channel.Value is { } value)
        {
            json.WriteNumber("value", value);
        }
        else
        {
            json.WriteNull("value");
        }

        json.WriteEndObject();
    }
}
