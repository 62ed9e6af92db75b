using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>A meter and where it answers.</summary>
public sealed record ServedMeter(string Name, PlantMeter Meter, string Serial, DeviceType Device, byte Unit, int Port, Plant Plant);
