namespace LocalEnergyMarket.Hardware.OpenEms;

/// <summary>Where an OpenEMS Edge answers (bundle io.openems.edge.controller.api.rest).</summary>
public sealed record OpenEmsOptions
{
    /// <summary>Its base address, for example http://192.168.1.20:8084/.</summary>
    public required Uri Address { get; init; }

    /// <summary>User name; an unknown one is looked up by its password alone. Default guest, who may read everything.</summary>
    public string User { get; init; } = "guest";

    /// <summary>The user's password.</summary>
    public required string Password { get; init; }

    /// <summary>Longest wait for an answer, in real time, counted from when the request is sent. Default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest answer that is read, in bytes. Default 1 MiB: an edge with a thousand channels that match sends a sixth of that.</summary>
    public int MaxBytes { get; init; } = 1 << 20;
}
