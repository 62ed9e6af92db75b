using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.SunSpec;

namespace LocalEnergyMarket.Hardware.Meters.Tests;

/// <summary>The schemas that editors check files with say the same as the program that reads them.</summary>
public sealed class SchemaTests
{
    static string Folder => Path.Combine(AppContext.BaseDirectory, "Schemas");

    static JsonObject Device => Load("device.schema.json");

    static JsonObject SunSpec => Load("sunspec.schema.json");

    [Fact]
    public void Every_shipped_file_keeps_to_its_schema()
    {
        foreach (var (schema, folder) in new[] { (Device, "Devices"), (SunSpec, "Models") })
        {
            var files = Directory.GetFiles(Path.Combine(Folder, folder));
            Assert.NotEmpty(files);
            Assert.All(files, file => Assert.Empty(Mistakes(schema, schema, JsonNode.Parse(File.ReadAllText(file)), Path.GetFileName(file))));
        }
    }

    [Fact]
    public void The_schemas_have_the_fields_of_the_program_and_no_others()
    {
        SameFields(Device, Device, DeviceJson.Default.DeviceType);
        SameFields(SunSpec, SunSpec, SunSpecJson.Default.SunSpecModel);
    }

    [Theory]
    [InlineData("function", "7", "$.quantities[0].function")]
    [InlineData("address", "70000", "$.quantities[0].address")]
    [InlineData("raw", "\"UInt8\"", "$.quantities[0].raw")]
    [InlineData("unit", "\"kw h\"", "$.quantities[0].unit")]
    [InlineData("source", "\" \"", "$.quantities[0].source")]
    [InlineData("adress", "1", "$.quantities[0].adress")]
    [InlineData("name", null, "$.quantities[0].name")]
    public void A_mistake_breaks_the_schema(string field, string? value, string place)
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "Devices", "abb-b23.json")))!;
        var quantity = file["quantities"]![0]!.AsObject();
        quantity.Remove(field);
        if (value is not null)
        {
            quantity[field] = JsonNode.Parse(value);
        }

        Assert.Contains(place, Assert.Single(Mistakes(Device, Device, file, "$")), StringComparison.Ordinal);
    }

    static void SameFields(JsonObject root, JsonObject schema, JsonTypeInfo type)
    {
        schema = Resolved(root, schema);
        var properties = schema["properties"]!.AsObject();
        var fields = type.Properties.Where(p => p.Set is not null).ToDictionary(p => p.Name, StringComparer.Ordinal);
        Assert.Equal(fields.Keys.Order(StringComparer.Ordinal), properties.Select(p => p.Key).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(
            fields.Values.Where(f => f.IsRequired).Select(f => f.Name).Order(StringComparer.Ordinal),
            schema["required"]!.AsArray().Select(r => r!.GetValue<string>()).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (name, field) in fields)
        {
            var (inner, own) = (type.Options.GetTypeInfo(field.PropertyType), Resolved(root, properties[name]!.AsObject()));
            if (inner.Kind == JsonTypeInfoKind.Enumerable)
            {
                (inner, own) = (type.Options.GetTypeInfo(inner.ElementType!), Resolved(root, own["items"]!.AsObject()));
            }

            if (inner.Kind == JsonTypeInfoKind.Object)
            {
                SameFields(root, own, inner);
            }
        }
    }

    static JsonObject Resolved(JsonObject root, JsonObject schema) =>
        schema["$ref"] is { } reference ? root["$defs"]![reference.GetValue<string>().Split('/')[^1]]!.AsObject() : schema;

    /// <summary>As much of JSON Schema as the two files use.</summary>
    static IEnumerable<string> Mistakes(JsonObject root, JsonObject schema, JsonNode? value, string place)
    {
        schema = Resolved(root, schema);
        if (schema["enum"] is JsonArray allowed && !allowed.Any(a => JsonNode.DeepEquals(a, value)))
        {
            yield return $"{place} is {value}";
        }

        var kind = value?.GetValueKind();
        var right = schema["type"]?.GetValue<string>() switch
        {
            "object" => kind == JsonValueKind.Object,
            "array" => kind == JsonValueKind.Array,
            "string" => kind == JsonValueKind.String && (schema["pattern"] is not { } pattern || Regex.IsMatch(value!.GetValue<string>(), pattern.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(1))),
            "integer" or "number" => kind == JsonValueKind.Number
                && value!.GetValue<decimal>() >= (schema["minimum"]?.GetValue<decimal>() ?? decimal.MinValue)
                && value.GetValue<decimal>() <= (schema["maximum"]?.GetValue<decimal>() ?? decimal.MaxValue),
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            _ => true,
        };
        if (!right)
        {
            yield return $"{place} is {value}";
        }

        foreach (var mistake in value switch
                 {
                     JsonArray array => array.SelectMany((item, i) => Mistakes(root, schema["items"]!.AsObject(), item, FormattableString.Invariant($"{place}[{i}]"))),
                     JsonObject fields => Fields(root, schema, fields, place),
                     _ => [],
                 })
        {
            yield return mistake;
        }
    }

    static IEnumerable<string> Fields(JsonObject root, JsonObject schema, JsonObject value, string place) =>
        schema["required"]!.AsArray().Select(r => r!.GetValue<string>()).Where(r => !value.ContainsKey(r)).Select(r => $"{place}.{r} is missing")
            .Concat(value.SelectMany(f => schema["properties"]![f.Key] is JsonObject known ? Mistakes(root, known, f.Value, $"{place}.{f.Key}") : [$"{place}.{f.Key} is not known"]));

    static JsonObject Load(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!.AsObject();
}
