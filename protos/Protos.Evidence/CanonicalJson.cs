using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LocalEnergyMarket.Protos.Evidence;

/// <summary>Reads JSON of objects, arrays, strings and 64-bit integers, and nothing else.</summary>
public static class CanonicalJson
{
    /// <summary>Deeper documents are refused.</summary>
    public const int MaxDepth = 32;

    const int ObjectWeight = 8;

    static readonly SearchValues<byte> Digits = SearchValues.Create("-0123456789"u8);

    static readonly JsonReaderOptions Options = new()
    {
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = MaxDepth,
    };

    /// <summary>Reads a document in any layout. Twice the same member, fractions, exponents, -0, true, false and null are errors.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="mostValues">A document of more values is refused; an object counts as eight, which is the memory it takes.</param>
    /// <exception cref="FormatException">The bytes are no such document; the message says where.</exception>
    public static CanonicalValue Parse(ReadOnlySpan<byte> utf8, int mostValues = int.MaxValue)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        try
        {
            reader.Read();
            var value = Value(ref reader, ref mostValues);
            return reader.Read() ? throw Unexpected(ref reader) : value;
        }
        catch (JsonException e)
        {
            throw new FormatException($"This is not JSON: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // A string that is no valid UTF-8 or has half of a surrogate pair; a member that stands twice.
            throw new FormatException($"At byte {reader.TokenStartIndex}: {e.Message}", e);
        }
    }

    /// <summary>Reads a document that must stand in its canonical form already, byte for byte.</summary>
    /// <exception cref="FormatException">The bytes are no such document, or not in canonical form.</exception>
    public static CanonicalValue ParseCanonical(ReadOnlySpan<byte> utf8)
    {
        var value = Parse(utf8);
        var canonical = value.ToUtf8();
        var same = utf8.CommonPrefixLength(canonical);
        return same == utf8.Length && same == canonical.Length
            ? value
            : throw new FormatException($"The JSON is not in canonical form (RFC 8785) from byte {same} on.");
    }

    static CanonicalValue Value(ref Utf8JsonReader reader, ref int left)
    {
        left -= reader.TokenType == JsonTokenType.StartObject ? ObjectWeight : 1;
        if (left < 0)
        {
            throw new FormatException($"At byte {reader.TokenStartIndex}: there are more values than a document has.");
        }

        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Object(ref reader, ref left),
            JsonTokenType.StartArray => Array(ref reader, ref left),
            JsonTokenType.String => new CanonicalText(reader.GetString()!),
            JsonTokenType.Number => Integer(ref reader),
            _ => throw Unexpected(ref reader),
        };
    }

    static CanonicalObject Object(ref Utf8JsonReader reader, ref int left)
    {
        var members = new List<(string, CanonicalValue)>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            members.Add((name, Value(ref reader, ref left)));
        }

        return new CanonicalObject(members);
    }

    static CanonicalArray Array(ref Utf8JsonReader reader, ref int left)
    {
        var items = new List<CanonicalValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Value(ref reader, ref left));
        }

        return new CanonicalArray(items);
    }

    static CanonicalInteger Integer(ref Utf8JsonReader reader)
    {
        var digits = reader.ValueSpan;
        return !digits.SequenceEqual("-0"u8) && !digits.ContainsAnyExcept(Digits)
            && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? new CanonicalInteger(value)
            : throw new FormatException($"At byte {reader.TokenStartIndex}: {Encoding.UTF8.GetString(digits.Length > 40 ? digits[..40] : digits)} is not an integer of 64 bits.");
    }

    static FormatException Unexpected(ref Utf8JsonReader reader) =>
        new($"At byte {reader.TokenStartIndex}: {reader.TokenType} has no place here; only objects, arrays, strings and integers have.");
}
