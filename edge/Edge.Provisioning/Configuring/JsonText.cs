using System.Text;
using System.Text.Json;

namespace LocalEnergyMarket.Edge.Provisioning.Configuring;

/// <summary>
/// Changes values in the text of a JSON file and leaves everything else as people wrote it: order, layout, comments, keys that nobody here knows. Names are found in upper and lower case.
/// </summary>
sealed class JsonText
{
    readonly byte[] _text;

    /// <exception cref="JsonException">The text is no JSON object.</exception>
    public JsonText(byte[] text) => (_text, Root) = (text, Read(text));

    public JsonSpan Root { get; }

    public byte[] ToUtf8() => _text;

    /// <summary>Sets a member of an object; puts it at the end if it is not there.</summary>
    /// <param name="value">As JSON.</param>
    public JsonText With(JsonSpan parent, string name, string value)
    {
        if (parent.Find(name) is { } there)
        {
            return Replaced(there.Start, there.End, value);
        }

        return Added(parent, $"\"{name}\": {value}");
    }

    /// <summary>The text without a member of an object.</summary>
    public JsonText Without(JsonSpan parent, string name)
    {
        var at = parent.Items.ToList().FindIndex(item => string.Equals(item.Name, name, StringComparison.OrdinalIgnoreCase));
        if (at < 0)
        {
            return this;
        }

        var (from, to) = at + 1 < parent.Items.Count
            ? (parent.Items[at].NameStart, parent.Items[at + 1].NameStart)
            : (at > 0 ? parent.Items[at - 1].End : parent.Items[at].NameStart, parent.Items[at].End);
        return Replaced(from, to, "");
    }

    /// <summary>Adds an item at the end of an array, or a member with its name at the end of an object.</summary>
    public JsonText Added(JsonSpan parent, string item)
    {
        if (parent.Items.Count == 0)
        {
            var empty = _text.AsSpan(parent.Start + 1, parent.End - parent.Start - 2).Trim(" \t\r\n"u8).IsEmpty;
            return Replaced(parent.Start + 1, empty ? parent.End - 1 : parent.Start + 1, $"\n{Indent(parent.Start)}  {item}\n{Indent(parent.Start)}");
        }

        var last = parent.Items[^1];
        var indent = Indent(last.NameStart);
        var comma = HasTrailingComma(last.End, parent.End) ? "" : ",";
        var after = comma.Length > 0 ? last.End : last.End + CommaAfter(last.End);
        return Replaced(after, after, $"{comma}\n{indent}{item}");
    }

    JsonText Replaced(int start, int end, string with) => new([.. _text.AsSpan(0, start), .. Encoding.UTF8.GetBytes(with), .. _text.AsSpan(end)]);

    string Indent(int position)
    {
        var line = _text.AsSpan(0, position).LastIndexOf((byte)'\n') + 1;
        var end = line;
        while (end < position && _text[end] is (byte)' ' or (byte)'\t')
        {
            end++;
        }

        return Encoding.UTF8.GetString(_text, line, end - line);
    }

    bool HasTrailingComma(int from, int to) => from + CommaAfter(from) <= to && CommaAfter(from) > 0;

    /// <summary>How far behind the position the next comma ends, white space and comments passed over; 0 if something else comes first.</summary>
    int CommaAfter(int from)
    {
        for (var i = from; i < _text.Length; i++)
        {
            switch (_text[i])
            {
                case (byte)',':
                    return i + 1 - from;
                case (byte)'/' when i + 1 < _text.Length && _text[i + 1] == (byte)'/':
                    i += Math.Max(0, _text.AsSpan(i).IndexOf((byte)'\n'));
                    break;
                case (byte)'/' when i + 1 < _text.Length && _text[i + 1] == (byte)'*':
                    i += Math.Max(0, _text.AsSpan(i).IndexOf("*/"u8)) + 1;
                    break;
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    break;
                default:
                    return 0;
            }
        }

        return 0;
    }

    static JsonSpan Read(byte[] text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        reader.Read();
        var root = Value(ref reader, "", (int)reader.TokenStartIndex);
        return root.IsObject ? root : throw new JsonException("it is no object");
    }

    static JsonSpan Value(ref Utf8JsonReader reader, string name, int nameStart)
    {
        var start = (int)reader.TokenStartIndex;
        var items = new List<JsonSpan>();
        var type = reader.TokenType;
        if (type == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var (key, keyStart) = (reader.GetString()!, (int)reader.TokenStartIndex);
                reader.Read();
                items.Add(Value(ref reader, key, keyStart));
            }
        }
        else if (type == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                items.Add(Value(ref reader, "", (int)reader.TokenStartIndex));
            }
        }

        var text = type == JsonTokenType.String ? reader.GetString() : null;
        return new(name, nameStart, start, (int)reader.BytesConsumed, type == JsonTokenType.StartObject, text, items);
    }
}

/// <summary>Where a value stands.</summary>
/// <param name="Name">Of a member; empty in an array.</param>
/// <param name="NameStart">First byte of the name, or of the value.</param>
/// <param name="Start">First byte of the value.</param>
/// <param name="End">Behind its last byte.</param>
/// <param name="Text">Of a string.</param>
/// <param name="Items">Members of an object, items of an array.</param>
sealed record JsonSpan(string Name, int NameStart, int Start, int End, bool IsObject, string? Text, IReadOnlyList<JsonSpan> Items)
{
    public JsonSpan? Find(string name) => Items.FirstOrDefault(item => string.Equals(item.Name, name, StringComparison.OrdinalIgnoreCase));
}
