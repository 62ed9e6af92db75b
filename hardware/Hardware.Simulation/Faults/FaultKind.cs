namespace LocalEnergyMarket.Hardware.Simulation.Faults;

/// <summary>What can be wrong with a simulated device. In orders the names are written in small letters with dashes, as in wrong-transaction.</summary>
public enum FaultKind
{
    None = 0,

    /// <summary>A Modbus unit answers with exception 6 (busy).</summary>
    Busy,
    /// <summary>A Modbus unit answers with the exception <c>code</c>; 4 if none is given.</summary>
    Exception,
    /// <summary>The answer comes after <c>ms</c> milliseconds; 2000 if none are given.</summary>
    Late,
    /// <summary>The answer bears the transaction id of another request (Modbus TCP only).</summary>
    WrongTransaction,
    /// <summary>The answer bears another unit id.</summary>
    WrongUnit,
    /// <summary>The answer comes byte by byte, with <c>ms</c> milliseconds after each; 5 if none are given.</summary>
    ByteByByte,
    /// <summary>No answer comes.</summary>
    Silence,
    /// <summary>The answer breaks off in the middle, and nothing follows.</summary>
    Truncated,
    /// <summary>The frame's check sum is wrong (RTU only).</summary>
    BadCrc,
    /// <summary>All values that can say "not available" do so; floating-point values are NaN.</summary>
    NotAvailable,
    /// <summary>The counters are <c>wh</c> watt-hours lower than the truth; 1000 if none are given.</summary>
    CounterBack,
    /// <summary>The counters have started again from zero.</summary>
    CounterRestart,
    /// <summary>The device restarts: its connections are dropped and none is taken, and in the second half its registers are still away.</summary>
    Restart,
    /// <summary>The server takes at most <c>limit</c> connections; 0 if none is given.</summary>
    Connections,

    /// <summary>An OpenEMS component's fault channel is raised; its power is null, its energies stand still.</summary>
    CommunicationFailed,
    /// <summary>An OpenEMS component's fault channel is raised; it goes on showing its last power and energies.</summary>
    Frozen,
    /// <summary>An OpenEMS component's power is null and its energies stand still, though no fault is raised.</summary>
    NullPower,
    /// <summary>An OpenEMS edge answers with the HTTP status <c>code</c>; 500 if none is given.</summary>
    Status,
    /// <summary>An OpenEMS edge answers with bytes that are no JSON.</summary>
    Garbage,
    /// <summary>An OpenEMS edge answers with a web page, status 200.</summary>
    Html,
    /// <summary>An OpenEMS edge answers with an array even for one channel.</summary>
    Array,
    /// <summary>An OpenEMS edge answers with an endless body.</summary>
    Endless,
    /// <summary>An OpenEMS edge closes the connection without an answer.</summary>
    Dropped,
}
