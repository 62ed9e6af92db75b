using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Simulation.Lines;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>A meter and where it answers.</summary>
/// <param name="Port">TCP port; 0 on a serial line, which has a device instead.</param>
public sealed record ServedMeter(string Name, PlantMeter Meter, string Serial, DeviceType Device, byte Unit, int Port, ServedLine Line, Plant Plant);
