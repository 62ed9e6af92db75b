using LocalEnergyMarket.Hardware.Meters;

namespace LocalEnergyMarket.Edge.Gateway.Polling;

/// <summary>A meter of this box.</summary>
/// <param name="Registers">What it has; each gets a reading of quality missing when the meter is silent.</param>
public sealed record PolledMeter(string Serial, uint Index, TimeSpan Period, IMeter Meter, IReadOnlyList<MeterRegister> Registers);
