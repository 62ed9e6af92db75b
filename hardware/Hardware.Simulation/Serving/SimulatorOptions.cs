using System.Net;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Simulation.Faults;
using LocalEnergyMarket.Hardware.Simulation.Lines;
using LocalEnergyMarket.Hardware.Simulation.OpenEms;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>What the simulator shows of a plant, and where. Names are given once only.</summary>
public sealed record SimulatorOptions
{
    /// <summary>The address all servers listen on. Default 127.0.0.1.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>The Modbus lines. Default an inverter, a household's meter and a battery's, each at a port of its own.</summary>
    public IReadOnlyList<SimulatedLine> Lines { get; init; } =
    [
        new("pv", [new("pv", PlantMeter.Pv, "1LEM0000000001", DeviceCatalogue.Find("sma-sunny-tripower"))]),
        new("household", [new("household", PlantMeter.Household, "1LEM0000000002", DeviceCatalogue.Find("kostal-ksem"))]),
        new("battery", [new("battery", PlantMeter.Battery, "1LEM0000000003", DeviceCatalogue.Find("siemens-pac2200"))]),
    ];

    /// <summary>The OpenEMS edges. Default one.</summary>
    public IReadOnlyList<SimulatedEdge> Edges { get; init; } = [new("openems")];

    /// <summary>Faults that are placed at the start.</summary>
    public IReadOnlyList<FaultOrder> Faults { get; init; } = [];

    /// <summary>Of the faults' chance.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>One meter of a site.</summary>
/// <param name="Name">What messages, faults and the ready file call it.</param>
/// <param name="Measures">What it measures.</param>
/// <param name="Serial">The serial number on its plate.</param>
/// <param name="Device">The type it behaves like.</param>
public sealed record SimulatedMeter(string Name, PlantMeter Measures, string Serial, DeviceType Device)
{
    /// <summary>Its Modbus unit; the type's usual one if left out.</summary>
    public byte? Unit { get; init; }

    /// <summary>The plant it belongs to; the simulator's own if left out.</summary>
    public Plant? Plant { get; init; }

    /// <summary>Of a SunSpec device: the model with its values; 0 for all others.</summary>
    public int SunSpecModel { get; init; }

    internal byte UnitId => Unit ?? Device.Unit;

    /// <summary>A SunSpec device.</summary>
    /// <param name="model">103, 113, 203 or 213.</param>
    public static SimulatedMeter SunSpec(string name, PlantMeter measures, string serial, int model) => new(
        name,
        measures,
        serial,
        new() { Type = $"sunspec-{model}", Name = $"SunSpec model {model}", Unit = 1, Quantities = [], Values = [] })
    {
        SunSpecModel = model,
    };
}
