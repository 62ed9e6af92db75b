using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LocalEnergyMarket.Backend.Mastr.Records;

/// <summary>Records as JSON: one flat object, every value a string.</summary>
public static class MastrJson
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Fields without a value are left out: the register does not tell a missing element from an empty one.</summary>
    public static ReadOnlyMemory<byte> Write(IReadOnlyDictionary<string, string> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        foreach (var (name, value) in fields.Where(field => field.Value.Length > 0))
        {
            // PostgreSQL's jsonb cannot hold U+0000.
            json.WriteString(name, value.Replace('\0', '\uFFFD'));
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The fields; names are looked up without regard to case, because the register spells them in several ways.</summary>
    public static Dictionary<string, string> Read(ReadOnlySpan<byte> data)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var json = new Utf8JsonReader(data);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString()!;
                json.Read();
                fields[name] = json.TokenType == JsonTokenType.String ? json.GetString()! : Raw(ref json, data);
            }
        }

        return fields;
    }

    static string Raw(ref Utf8JsonReader json, ReadOnlySpan<byte> data)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return System.Text.Encoding.UTF8.GetString(data[start..(int)json.BytesConsumed]);
    }
}
