using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalEnergyMarket.Edge.Gateway.Configuration;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(BoxOptions))]
sealed partial class BoxOptionsJson : JsonSerializerContext;
