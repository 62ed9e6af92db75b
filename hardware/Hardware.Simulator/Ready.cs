using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalEnergyMarket.Hardware.Simulation.Lines;
using LocalEnergyMarket.Hardware.Simulation.OpenEms;
using LocalEnergyMarket.Hardware.Simulation.Serving;

namespace LocalEnergyMarket.Hardware.Simulator;

/// <summary>What is in the ready file: where everything listens.</summary>
/// <param name="OpenEms">The first edge, or the only one; null if there is none.</param>
/// <param name="Edges">All of them.</param>
/// <param name="Control">Where faults are ordered; null without --control-port.</param>
sealed record Ready(string Clock, string Since, IReadOnlyList<ReadyMeter> Meters, ReadyOpenEms? OpenEms, IReadOnlyList<ReadyOpenEms> Edges, string? Control)
{
    /// <summary>Written whole or not at all: who sees the file may read it.</summary>
    public static async Task WriteAsync(
        string path, PlantSimulator simulator, string host, string clock, DateOnly since, Uri? control, CancellationToken cancellationToken)
    {
        var edges = simulator.Edges.Select(Edge).ToList();
        var ready = new Ready(
            clock,
            since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            [.. simulator.Meters.Select(m => Meter(m, host))],
            edges.FirstOrDefault(),
            edges,
            control?.ToString());
        var whole = path + ".new";
        await File.WriteAllBytesAsync(whole, JsonSerializer.SerializeToUtf8Bytes(ready, ReadyJson.Default.Ready), cancellationToken);
        File.Move(whole, path, overwrite: true);
    }

    static ReadyMeter Meter(ServedMeter meter, string host)
    {
        var line = meter.Line.Line.Kind switch { LineKind.Tcp => "tcp", LineKind.RtuOverTcp => "rtu-over-tcp", _ => "serial" };
        return new(meter.Name, meter.Device.Type, meter.Serial, host, meter.Port, meter.Unit, line, meter.Line.Device);
    }

    static ReadyOpenEms Edge(OpenEmsEdge edge) => new(
        edge.Edge.Name, edge.Address.ToString(), "guest", [.. edge.Edge.Components.Select(c => new ReadyComponent(c.Measures.ToString().ToLowerInvariant(), c.Id, c.Serial))]);
}

/// <param name="Line">tcp, rtu-over-tcp or serial.</param>
/// <param name="Device">Of a serial line.</param>
sealed record ReadyMeter(string Name, string DeviceType, string Serial, string Host, int Port, int Unit, string Line, string? Device);

sealed record ReadyOpenEms(string Name, string Address, string User, IReadOnlyList<ReadyComponent> Components);

sealed record ReadyComponent(string Name, string Component, string Serial);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Ready))]
sealed partial class ReadyJson : JsonSerializerContext;
