using System.Net;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>What the simulator shows of a plant, and where.</summary>
public sealed record SimulatorOptions
{
    /// <summary>The address all servers listen on. Default 127.0.0.1.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    public SimulatedMeter Pv { get; init; } = new("pv", PlantMeter.Pv, "1LEM0000000001", DeviceCatalogue.Find("sma-sunny-tripower"));

    public SimulatedMeter Household { get; init; } = new("household", PlantMeter.Household, "1LEM0000000002", DeviceCatalogue.Find("kostal-ksem"));

    public SimulatedMeter Battery { get; init; } = new("battery", PlantMeter.Battery, "1LEM0000000003", DeviceCatalogue.Find("siemens-pac2200"));

    /// <summary>TCP port of the OpenEMS edge; 0 asks the kernel.</summary>
    public int OpenEmsPort { get; init; }

    /// <summary>The edge's password for its guest. Default user, as in a fresh OpenEMS.</summary>
    public string OpenEmsPassword { get; init; } = "user";
}

/// <summary>One Modbus TCP meter of the site.</summary>
/// <param name="Name">What messages and the ready file call it.</param>
/// <param name="Meter">What it measures.</param>
/// <param name="Serial">The serial number on its plate.</param>
/// <param name="Device">The type it behaves like; it answers as the type's usual unit.</param>
/// <param name="Port">TCP port; 0 asks the kernel.</param>
public sealed record SimulatedMeter(string Name, PlantMeter Meter, string Serial, DeviceType Device, int Port = 0);
