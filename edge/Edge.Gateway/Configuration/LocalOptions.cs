namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>The box's own page and API for whoever stands before it.</summary>
public sealed record LocalOptions
{
    /// <summary>IP addresses and ports, for example <c>127.0.0.1:8090</c> and that of the service port. Default <c>127.0.0.1:8090</c>.</summary>
    public IReadOnlyList<string> Listen { get; set; } = ["127.0.0.1:8090"];

    /// <summary>
    /// File with the technician's PIN, 6 characters or more. With it, other addresses than loopback show everything to whoever knows it (user <c>service</c>) and nothing to
    /// others; without it, they show no meter.
    /// </summary>
    public string? PinFile { get; init; }

    /// <summary>Names by which the box may be called in a browser besides its addresses, for example <c>box.local</c>.</summary>
    public IReadOnlyList<string> Hosts { get; set; } = [];
}
