namespace LocalEnergyMarket.Hardware.Modbus.Tcp;

/// <summary>Where a Modbus TCP server is and how patient the transport is with it. Times are real seconds.</summary>
public sealed record ModbusTcpOptions
{
    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port. Default 502.</summary>
    public int Port { get; init; } = 502;

    /// <summary>Longest wait for a connection. Default 3 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Longest wait for an answer. Default 1 s (500 ms is too short for some inverters).</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After a failed attempt to connect none is made for this time, doubled with each further failure. Default 500 ms.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest time without an attempt to connect. Default 30 s.</summary>
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(30);
}
