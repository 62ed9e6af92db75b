using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalEnergyMarket.Hardware.Meters.SunSpec;

/// <summary>The models this product knows.</summary>
public static class SunSpecModels
{
    static readonly Lazy<FrozenDictionary<ushort, SunSpecModel>> Models = new(Load);

    /// <summary>All layouts, in the order of their first model.</summary>
    public static IReadOnlyList<SunSpecModel> All => [.. Models.Value.Values.Distinct().OrderBy(m => m.Models[0])];

    /// <summary>The layout of a model; null for one that is not known, which is stepped over.</summary>
    public static SunSpecModel? Find(ushort model) => Models.Value.GetValueOrDefault(model);

    static FrozenDictionary<ushort, SunSpecModel> Load()
    {
        var assembly = typeof(SunSpecModels).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith("SunSpec.", StringComparison.Ordinal))
            .Select(n => Read(assembly, n))
            .SelectMany(model => model.Models.Select(id => (id, model)))
            .ToFrozenDictionary(x => x.id, x => x.model);
    }

    static SunSpecModel Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize(stream, SunSpecJson.Default.SunSpecModel)!;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    Converters = [typeof(JsonStringEnumConverter<MeterRegister>)])]
[JsonSerializable(typeof(SunSpecModel))]
sealed partial class SunSpecJson : JsonSerializerContext;
