using System.Text.Json.Serialization;

namespace LocalEnergyMarket.Edge.Gateway.Management;

/// <summary>How the box's own notes are written and read, by generated code.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(List<KeptOutcome>))]
[JsonSerializable(typeof(Configuring.ConfigurationNote))]
[JsonSerializable(typeof(Updating.SoftwareNote))]
sealed partial class ManagementJson : JsonSerializerContext;
