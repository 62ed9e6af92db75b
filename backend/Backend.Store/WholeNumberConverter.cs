using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalEnergyMarket.Backend.Store;

/// <summary>Writes a quantity as the whole number of its unit, as a value and as the key of a dictionary.</summary>
sealed class WholeNumberConverter<T>(Func<long, T> from, Func<T, long> to) : JsonConverter<T>
    where T : struct
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Checked(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteNumberValue(to(value));

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        long.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? Checked(value)
            : throw new JsonException($"'{reader.GetString()}' is not a whole number.");

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(to(value).ToString(CultureInfo.InvariantCulture));

    T Checked(long value)
    {
        try
        {
            return from(value);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new JsonException(e.Message, e);
        }
    }
}
