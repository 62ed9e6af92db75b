namespace LocalEnergyMarket.Hardware.Modbus.Serial;

/// <summary>A serial device and how the line behind it is driven. Times are real seconds.</summary>
public sealed record SerialOptions
{
    /// <summary>The device file: <c>/dev/ttyUSB0</c>, or better a name that stays, <c>/dev/serial/by-id/…</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Bits a second; any that the hardware can do. Default 9600.</summary>
    public int Baud { get; init; } = 9600;

    /// <summary>Default none.</summary>
    public SerialParity Parity { get; init; }

    /// <summary>7 or 8. Default 8; RTU frames need 8.</summary>
    public int DataBits { get; init; } = 8;

    /// <summary>1 or 2. Default 1.</summary>
    public int StopBits { get; init; } = 1;

    /// <summary>If given, the kernel's driver switches between sending and receiving; adapters that do so by themselves need nothing.</summary>
    public Rs485Options? Rs485 { get; init; }

    /// <summary>The adapter gives back what is sent. Default no.</summary>
    public bool Echo { get; init; }

    /// <summary>Longest wait for an answer, besides the time that request and answer take on the wire. Default 1 s.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the units are given after a broadcast, which nobody answers. Default 100 ms.</summary>
    public TimeSpan BroadcastPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>After the device could not be opened it is not tried for this time, doubled with each further failure. Default 500 ms.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest time without an attempt to open it. Default 30 s.</summary>
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>One start bit, data, parity, stop.</summary>
    public int BitsPerByte => 1 + DataBits + (Parity == SerialParity.None ? 0 : 1) + StopBits;

    /// <summary>3.5 bytes; above 19200 baud 1.75 ms, because software cannot keep shorter ones (Modbus over serial line 1.02, section 2.5.1.1).</summary>
    public TimeSpan FrameSilence => Baud > 19200 ? TimeSpan.FromMilliseconds(1.75) : TimeOf(7) / 2;

    /// <summary>How long so many bytes are on the wire.</summary>
    public TimeSpan TimeOf(int bytes) => TimeSpan.FromSeconds((double)bytes * BitsPerByte / Baud);

    /// <summary>As technicians write it: <c>/dev/ttyUSB0 (9600 8E1)</c>.</summary>
    public override string ToString() => $"{Device} ({Baud} {DataBits}{Parity.ToString()[0]}{StopBits})";
}

public enum SerialParity
{
    None = 0,
    Even,
    Odd,
}

/// <summary>What the kernel's driver does with RTS on an RS-485 line (TIOCSRS485).</summary>
public sealed record Rs485Options
{
    /// <summary>Level of RTS while sending: true is high. Default true.</summary>
    public bool RtsOnSend { get; init; } = true;

    /// <summary>Level of RTS after sending. Default false.</summary>
    public bool RtsAfterSend { get; init; }

    /// <summary>The receiver stays on while sending: then what is sent comes back, and <see cref="SerialOptions.Echo"/> is needed. Default false.</summary>
    public bool ReceiveDuringSend { get; init; }

    /// <summary>Milliseconds between RTS and the first bit. Default 0.</summary>
    public int DelayBeforeSendMs { get; init; }

    /// <summary>Milliseconds between the last bit and RTS. Default 0.</summary>
    public int DelayAfterSendMs { get; init; }
}
