using System.Text.Json;
using System.Text.Json.Serialization;
using LocalEnergyMarket.Hardware.Simulation.Serving;

namespace LocalEnergyMarket.Hardware.Simulator;

/// <summary>What is in the ready file: where everything listens.</summary>
sealed record Ready(string Clock, string Since, IReadOnlyList<ReadyMeter> Meters, ReadyOpenEms OpenEms)
{
    /// <summary>Written whole or not at all: who sees the file may read it.</summary>
    public static async Task WriteAsync(
        string path, PlantSimulator simulator, string host, string clock, DateOnly since, CancellationToken cancellationToken)
    {
        var ready = new Ready(
            clock,
            since.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            [.. simulator.Meters.Select(m => new ReadyMeter(m.Name, m.Device.Type, m.Serial, host, m.Port, m.Unit))],
            new(
                simulator.OpenEms.Address.ToString(),
                "guest",
                [.. simulator.OpenEms.Edge.Components.Select(c => new ReadyComponent(c.Measures.ToString().ToLowerInvariant(), c.Id, c.Serial))]));
        var whole = path + ".new";
        await File.WriteAllBytesAsync(whole, JsonSerializer.SerializeToUtf8Bytes(ready, ReadyJson.Default.Ready), cancellationToken);
        File.Move(whole, path, overwrite: true);
    }
}

sealed record ReadyMeter(string Name, string DeviceType, string Serial, string Host, int Port, int Unit);

sealed record ReadyOpenEms(string Address, string User, IReadOnlyList<ReadyComponent> Components);

sealed record ReadyComponent(string Name, string Component, string Serial);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Ready))]
sealed partial class ReadyJson : JsonSerializerContext;
