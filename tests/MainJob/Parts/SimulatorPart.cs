using System.Text.Json;

namespace LocalEnergyMarket.MainJob.Parts;

/// <summary>The plant simulator: three Modbus meters and an OpenEMS edge.</summary>
public sealed class SimulatorPart
{
    SimulatorPart(Part process) => Process = process;

    public Part Process { get; }

    internal IReadOnlyList<ModbusMeter> Meters { get; private set; } = [];

    internal string OpenEmsAddress { get; private set; } = "";

    internal static async Task<SimulatorPart> StartAsync(string folder, string clock, PlantOfTheDay plant, Action<Part> own, CancellationToken cancellation)
    {
        var ready = Path.Combine(folder, "ready.json");
        var simulator = new SimulatorPart(
            new("simulator", folder, [Programs.PathOf("Hardware.Simulator"), "--clock", clock, "--ready-file", ready, .. plant.Arguments], ready));
        own(simulator.Process);
        await simulator.Process.StartAsync(cancellation);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(ready, cancellation));
        simulator.Meters =
        [
            .. json.RootElement.GetProperty("meters").EnumerateArray().Select(meter => new ModbusMeter(
                meter.GetProperty("name").GetString()!,
                meter.GetProperty("deviceType").GetString()!,
                meter.GetProperty("serial").GetString()!,
                meter.GetProperty("host").GetString()!,
                meter.GetProperty("port").GetInt32(),
                meter.GetProperty("unit").GetInt32())),
        ];
        simulator.OpenEmsAddress = json.RootElement.GetProperty("openEms").GetProperty("address").GetString()!;
        return simulator;
    }

    internal ModbusMeter Meter(string name) => Meters.Single(meter => meter.Name == name);
}

sealed record ModbusMeter(string Name, string DeviceType, string Serial, string Host, int Port, int Unit);
