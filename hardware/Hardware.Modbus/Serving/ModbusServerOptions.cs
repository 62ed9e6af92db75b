namespace LocalEnergyMarket.Hardware.Modbus.Serving;

/// <summary>How a server behaves.</summary>
public sealed record ModbusServerOptions
{
    /// <summary>What goes wrong, by request. Default: nothing.</summary>
    public IModbusFaults? Faults { get; init; }

    /// <summary>On TCP: RTU frames instead of Modbus TCP's, as serial servers pass them on. Default no.</summary>
    public bool RtuFrames { get; init; }

    /// <summary>On TCP: most connections at a time, asked at each that comes; one more is closed at once, as devices do. Default: no limit.</summary>
    public Func<int>? Connections { get; init; }

    /// <summary>For the pauses of faults. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
