namespace LocalEnergyMarket.Edge.Gateway.Configuration;

public sealed partial record MeterOptions
{
    /// <summary>The serial number that the device itself shows. If given, a device with another one is not read: an exchanged meter is noticed. Not every type shows its own.</summary>
    public string? DeviceSerial { get; init; }

    /// <summary>Whether the meter or its current transformers are mounted the other way round: import and export are exchanged and power changes its sign. Default false.</summary>
    public bool Inverted { get; init; }

    /// <summary>Order of registers, <c>big</c> or <c>little</c>, if it was changed in the device; the device type's if left out.</summary>
    public string? Words { get; init; }

    /// <summary>Of a SunSpec device: the model to read, for example 203; by the role if left out.</summary>
    public int? Model { get; init; }

    /// <summary>Of a SunSpec device with several such models: which one. 1 to 100, default 1.</summary>
    public int Instance { get; set; } = 1;
}
