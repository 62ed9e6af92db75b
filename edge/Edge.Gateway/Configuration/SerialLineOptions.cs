namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>The serial line that a meter is on (Modbus RTU, 8 data bits). Meters on one line describe it alike.</summary>
public sealed record SerialLineOptions
{
    /// <summary>The device file, best by a name that stays: <c>/dev/serial/by-id/…</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Bits a second. 300 to 4000000, default 9600.</summary>
    public int Baud { get; set; } = 9600;

    /// <summary><c>none</c> (default), <c>even</c> or <c>odd</c>.</summary>
    public string Parity { get; set; } = "none";

    /// <summary>1 or 2, default 1.</summary>
    public int StopBits { get; set; } = 1;

    /// <summary>Whether the adapter gives back what is sent. Default false.</summary>
    public bool Echo { get; init; }

    /// <summary>If given, the kernel's driver switches between sending and receiving by RTS. USB adapters do so by themselves.</summary>
    public Rs485LineOptions? Rs485 { get; init; }
}

/// <summary>What the kernel's driver does with RTS on an RS-485 line.</summary>
public sealed record Rs485LineOptions
{
    /// <summary>Level of RTS while sending. Default true (high).</summary>
    public bool RtsOnSend { get; set; } = true;

    /// <summary>Level of RTS after sending. Default false (low).</summary>
    public bool RtsAfterSend { get; init; }

    /// <summary>Whether the receiver stays on while sending; then the line needs <see cref="SerialLineOptions.Echo"/>. Default false.</summary>
    public bool ReceiveDuringSend { get; init; }

    /// <summary>Milliseconds between RTS and the first bit. 0 to 1000, default 0.</summary>
    public int DelayBeforeSendMs { get; init; }

    /// <summary>Milliseconds between the last bit and RTS. 0 to 1000, default 0.</summary>
    public int DelayAfterSendMs { get; init; }
}
