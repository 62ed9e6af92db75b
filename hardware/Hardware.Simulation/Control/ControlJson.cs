using System.Text.Json.Serialization;

namespace LocalEnergyMarket.Hardware.Simulation.Control;

sealed record MetersJson(string Clock, IReadOnlyList<MeterJson> Meters);

/// <param name="Port">0 on a serial line, which has a device.</param>
sealed record MeterJson(string Name, string Type, string Serial, string Line, int Port, string? Device, int Unit, long ImportWh, long ExportWh, long PowerW);

/// <param name="Until">Null for until it is lifted.</param>
/// <param name="Struck">How many requests it has struck; 0 for a fault that is a state.</param>
sealed record FaultJson(int Id, string Order, string From, string? Until, bool Stands, long Struck);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(MetersJson))]
[JsonSerializable(typeof(FaultJson[]))]
[JsonSerializable(typeof(Dictionary<string, IReadOnlyList<string>>))]
sealed partial class ControlJson : JsonSerializerContext;
