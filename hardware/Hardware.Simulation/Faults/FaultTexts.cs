namespace LocalEnergyMarket.Hardware.Simulation.Faults;

/// <summary>Faults in a few words each.</summary>
public static class FaultTexts
{
    /// <summary>In the order of <see cref="FaultKind"/>.</summary>
    public static IReadOnlyList<(FaultKind Kind, string Text)> All { get; } =
    [
        (FaultKind.Busy, "Modbus: answers with exception 6 (busy)"),
        (FaultKind.Exception, "Modbus: answers with the exception code (default 4)"),
        (FaultKind.Late, "the answer comes after ms milliseconds (default 2000)"),
        (FaultKind.WrongTransaction, "Modbus TCP: the answer bears another transaction id"),
        (FaultKind.WrongUnit, "Modbus: the answer bears another unit id"),
        (FaultKind.ByteByByte, "the answer comes byte by byte, ms milliseconds apart (default 5)"),
        (FaultKind.Silence, "no answer comes"),
        (FaultKind.Truncated, "the answer breaks off"),
        (FaultKind.BadCrc, "RTU: the check sum is wrong"),
        (FaultKind.NotAvailable, "Modbus: values that can say 'not available' do so; floating-point values are NaN"),
        (FaultKind.CounterBack, "Modbus: the counters are wh watt-hours lower (default 1000)"),
        (FaultKind.CounterRestart, "Modbus: the counters have started again from zero"),
        (FaultKind.Restart, "Modbus: connections are dropped; in the second half of for= the registers are still away"),
        (FaultKind.Connections, "at most limit connections (default 0)"),
        (FaultKind.CommunicationFailed, "OpenEMS: fault channel raised, power null, energies stand still"),
        (FaultKind.Frozen, "OpenEMS: fault channel raised, power and energies stand still"),
        (FaultKind.NullPower, "OpenEMS: power null, energies stand still, no fault raised"),
        (FaultKind.Status, "OpenEMS: answers with the HTTP status code (default 500)"),
        (FaultKind.Garbage, "OpenEMS: answers with bytes that are no JSON"),
        (FaultKind.Html, "OpenEMS: answers with a web page"),
        (FaultKind.Array, "OpenEMS: an array even for one channel"),
        (FaultKind.Endless, "OpenEMS: a body without end"),
        (FaultKind.Dropped, "OpenEMS: closes the connection without an answer"),
    ];
}
