namespace LocalEnergyMarket.Hardware.Modbus;

/// <summary>How patient a master is with a unit. Devices live in real time: these are real seconds even where the market's clock runs faster.</summary>
public sealed record ModbusMasterOptions
{
    /// <summary>How often a request is sent again when the unit says it is busy (exception 6). Default 3.</summary>
    public int BusyRetries { get; init; } = 3;

    /// <summary>Pause before a request is sent again to a busy unit. Default 200 ms.</summary>
    public TimeSpan BusyPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a read (never a write) is sent again when no answer came in time. Default 1.</summary>
    public int TimeoutRetries { get; init; } = 1;
}
