namespace LocalEnergyMarket.Hardware.Meters;

/// <summary>What a device says it is. What it does not say is null.</summary>
/// <param name="Warnings">What is not as it should be, and what to do: another type of device, or one that has to be set up.</param>
public sealed record MeterIdentity(string? Maker, string? Model, string? Serial, string? Firmware, IReadOnlyList<string> Warnings)
{
    public static MeterIdentity Unknown { get; } = new(null, null, null, null, []);
}
