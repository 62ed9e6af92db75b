using LocalEnergyMarket.Edge.Identity;

namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>
/// The box's configuration, one JSON file; relative paths are relative to it. See <see cref="BoxOptionsFile"/>. Here and in its parts, what has a default
/// has a setter: generated deserialisation overwrites the default of an init-only property.
/// </summary>
public sealed record BoxOptions
{
    /// <summary>The market's clock: <c>real</c> (default), or <c>REAL-START=MARKET-START*FACTOR</c> for a demonstration.</summary>
    public string Clock { get; set; } = "real";

    /// <summary>Backends as https URLs; the next is tried when one does not answer.</summary>
    public required IReadOnlyList<string> Backends { get; init; }

    /// <summary>PEM file with the certificate authority that the backends' certificates must lead to.</summary>
    public required string AuthorityFile { get; init; }

    /// <summary>If not empty, a backend's key must be one of these besides: SHA-256 of its SubjectPublicKeyInfo in base 64.</summary>
    public IReadOnlyList<string> ServerKeys { get; set; } = [];

    /// <summary>
    /// A proxy on the way to the backends, for example a smart meter gateway's: <c>socks5://user@host:port</c>, or <c>http://…</c> (CONNECT). It resolves the backends' names.
    /// </summary>
    public string? Proxy { get; init; }

    /// <summary>File with the password for the proxy's user.</summary>
    public string? ProxyPasswordFile { get; init; }

    /// <summary>The TPM: a device file (default <c>/dev/tpmrm0</c>), or host:port of a software TPM.</summary>
    public string Tpm { get; set; } = "/dev/tpmrm0";

    /// <summary>The file that enrolment writes: the box's id and chain account. Default <c>identity.json</c>.</summary>
    public string IdentityFile { get; set; } = "identity.json";

    /// <summary>The journal of readings and batches (SQLite). Default <c>journal.db</c>.</summary>
    public string JournalFile { get; set; } = "journal.db";

    /// <summary>How much the journal may take.</summary>
    public JournalOptions Journal { get; set; } = new();

    /// <summary>
    /// Whether the clock is believed although no time service answers for it, because it is kept right in another way. Default false: its readings are marked.
    /// </summary>
    public bool TrustClock { get; set; }

    /// <summary>Seconds of the market's clock after which open readings are closed into a batch. 1 to 3600, default 60.</summary>
    public int BatchSeconds { get; set; } = 60;

    /// <summary>Batches sent and not yet acknowledged, at most. 1 to 100, default 8.</summary>
    public int Window { get; set; } = 8;

    /// <summary>Days of the market's clock for which acknowledged batches are kept. 0 to 3650, default 30.</summary>
    public int KeepDays { get; set; } = 30;

    /// <summary>If given, the box follows the chain by itself.</summary>
    public ChainOptions? Chain { get; init; }

    /// <summary>Folder with device files (*.json) besides those shipped; a file takes the place of a shipped one of the same name. None if left out.</summary>
    public string? DevicesFolder { get; init; }

    /// <summary>If given, the box shows itself to whoever is before it: a page and JSON.</summary>
    public LocalOptions? Local { get; init; }

    /// <summary>If given, the box's software can be updated from afar.</summary>
    public UpdateOptions? Updates { get; init; }

    /// <summary>If given, what the box controls.</summary>
    public ControlOptions? Control { get; init; }

    /// <summary>The meters of this box.</summary>
    public required IReadOnlyList<MeterOptions> Meters { get; init; }

    /// <summary>How the backends are reached.</summary>
    /// <exception cref="IdentityException">A file is missing or holds something else.</exception>
    public BackendAccess Access() => BackendAccess.Load(AuthorityFile, ServerKeys, Proxy is null ? null : new(Proxy), ProxyPasswordFile);
}

/// <summary>One meter.</summary>
public sealed partial record MeterOptions
{
    /// <summary>Serial number as it is linked in the register.</summary>
    public required string Serial { get; init; }

    /// <summary>Index on this box, from 1 to 255; the chain knows the meter by nothing else.</summary>
    public required int Index { get; init; }

    /// <summary>The device type, for example <c>eastron-sdm630</c>, the path of a device file (*.json), <c>sunspec</c>, or <c>openems</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Host or address of a Modbus device on TCP.</summary>
    public string? Host { get; init; }

    /// <summary>TCP port of a Modbus device; the device type's if left out.</summary>
    public int? Port { get; init; }

    /// <summary>Whether the host is a serial server that passes RTU frames on as they are; the port must then be given. Default false.</summary>
    public bool RtuOverTcp { get; init; }

    /// <summary>Instead of a host: the serial line that the Modbus device is on.</summary>
    public SerialLineOptions? SerialLine { get; init; }

    /// <summary>Milliseconds that a Modbus device has for an answer, besides the time on a serial wire. 50 to 5000, default 1000.</summary>
    public int TimeoutMs { get; set; } = 1000;

    /// <summary>Milliseconds of silence that a Modbus device needs between two requests to it. 0 to 5000; the device type's if left out.</summary>
    public int? GapMs { get; init; }

    /// <summary>Milliseconds of silence between requests to two different units of a line; the longest of its meters counts. 0 to 5000, default 50, on Modbus TCP 0.</summary>
    public int? UnitPauseMs { get; init; }

    /// <summary>Modbus unit, 0 to 255; the device type's if left out.</summary>
    public int? Unit { get; init; }

    /// <summary>Of an OpenEMS edge: its REST address, for example <c>http://127.0.0.1:8084</c>.</summary>
    public string? Url { get; init; }

    /// <summary>Of an OpenEMS edge: the component, for example <c>meter0</c>.</summary>
    public string? Component { get; init; }

    /// <summary>
    /// Of an OpenEMS edge: what the component measures, <c>grid</c> (default), <c>production</c> or <c>consumption</c>. Of a SunSpec device: <c>production</c> is its inverter, the others its meter.
    /// </summary>
    public string Role { get; set; } = "grid";

    /// <summary>File with the password of an OpenEMS edge's user <c>guest</c>; the one it is shipped with if left out.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Seconds of the market's clock between two readings; each quarter hour's edge is read besides. 1 to 900, default 60.</summary>
    public int PollSeconds { get; set; } = 60;
}
