namespace LocalEnergyMarket.Hardware.Modbus;

/// <summary>How patient a master is with its units. Devices live in real time: these are real seconds even where the market's clock runs faster.</summary>
public sealed record ModbusMasterOptions
{
    /// <summary>How often a request is sent again when the unit says it is busy (exception 6), or a read when it says that it is still at it (5). Default 3.</summary>
    public int BusyRetries { get; init; } = 3;

    /// <summary>Pause before a request is sent again to a busy unit; doubled each time. Others are served meanwhile. Default 200 ms.</summary>
    public TimeSpan BusyPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a read (never a write) is sent again when no answer came in time. A unit that is known to be silent is asked once. Default 1.</summary>
    public int TimeoutRetries { get; init; } = 1;

    /// <summary>Silence between an answer of one unit and a request to another: on serial lines devices mistake it for one frame else. Default 0.</summary>
    public TimeSpan UnitPause { get; init; }

    /// <summary>A unit that left two requests in a row unanswered is not asked for this time, doubled with each further one. Default 1 s.</summary>
    public TimeSpan FirstRest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time for which a silent unit is not asked. Default 60 s.</summary>
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What single units need; those not named need nothing special.</summary>
    public IReadOnlyDictionary<byte, ModbusUnitOptions> Units { get; init; } = new Dictionary<byte, ModbusUnitOptions>();
}

/// <summary>What one unit needs.</summary>
public sealed record ModbusUnitOptions
{
    public static ModbusUnitOptions Default { get; } = new();

    /// <summary>Silence between its answer and the next request to it. Default 0.</summary>
    public TimeSpan Gap { get; init; }

    /// <summary>Longest wait for its answer; null: the line's.</summary>
    public TimeSpan? ResponseTimeout { get; init; }
}
