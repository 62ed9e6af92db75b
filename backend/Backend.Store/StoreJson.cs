using System.Text.Json;
using System.Text.Json.Serialization;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Store;

/// <summary>
/// How events and documents are written as JSON, in one place. It is what Marten writes with
/// <c>UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase)</c> and the same converters: camelCase members, enum
/// names, nulls written, quantities as their plain whole numbers.
/// </summary>
public static class StoreJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static string Serialize(object value) => JsonSerializer.Serialize(value, value.GetType(), Options);

    /// <exception cref="StoreException">The text is not JSON of this type; the message says which type and where in it.</exception>
    public static object Deserialize(Type type, string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type, Options) ?? throw new StoreException($"A stored {type.Name} is the JSON null.");
        }
        catch (JsonException e)
        {
            throw new StoreException($"A stored {type.Name} cannot be read: {e.Message}", e);
        }
    }

    static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Converters =
            {
                new JsonStringEnumConverter(),
                new WholeNumberConverter<WattHours>(value => new(value), value => value.Value),
                new WholeNumberConverter<Watts>(value => new(value), value => value.Value),
                new WholeNumberConverter<PricePerKwh>(value => new(value), value => value.Value),
                new WholeNumberConverter<Money>(value => new(value), value => value.Value),
                new WholeNumberConverter<Timeslot>(value => new(value), value => value.StartUnixSeconds),
            },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
