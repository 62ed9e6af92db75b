using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace LocalEnergyMarket.Backend.Rpc.Json;

/// <summary>An error as Connect writes it: <c>{"code": "not_found", "message": "…", "details": [{"type", "value", "debug"}]}</c>.</summary>
static class ConnectErrorBody
{
    static readonly TypeRegistry KnownDetails = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor);

    // The answer is application/json with nosniff, for people at a shell as well: umlauts stay umlauts.
    static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Of(ConnectError error)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            json.WriteString("code", ConnectCodes.NameOf(error.Code));
            json.WriteString("message", error.Message);
            if (error.Details.Count > 0)
            {
                json.WriteStartArray("details");
                foreach (var detail in error.Details)
                {
                    Write(json, detail);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    static void Write(Utf8JsonWriter json, Any detail)
    {
        var type = Any.GetTypeName(detail.TypeUrl);
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("value", detail.Value.ToBase64().TrimEnd('='));
        if (KnownDetails.Find(type) is { } known)
        {
            json.WritePropertyName("debug");
            json.WriteRawValue(JsonFormatter.Default.Format(known.Parser.ParseFrom(detail.Value)));
        }

        json.WriteEndObject();
    }
}
