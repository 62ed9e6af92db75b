using LocalEnergyMarket.Hardware.Meters.Devices;

namespace LocalEnergyMarket.Hardware.Meters;

/// <summary>One quantity as the device shows it.</summary>
/// <param name="Name">As in the device file, for example <c>voltage_l1</c>.</param>
/// <param name="Value">In the unit; null for a text, or if the device has no value.</param>
/// <param name="Text">If it is a text.</param>
/// <param name="Doubt">What there is to doubt about where it is.</param>
public sealed record MeterDetail(string Name, decimal? Value, string? Text, MeterUnit Unit, Doubt Doubt);
