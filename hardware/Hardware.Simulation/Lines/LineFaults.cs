using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Serving;
using LocalEnergyMarket.Hardware.Simulation.Faults;

namespace LocalEnergyMarket.Hardware.Simulation.Lines;

/// <summary>What goes wrong with a request to a Modbus line, as it was ordered for its meters or for the line.</summary>
/// <param name="clock">The market's.</param>
/// <param name="rtu">Whether the line carries RTU frames.</param>
/// <param name="scopes">By unit.</param>
sealed class LineFaults(TimeProvider clock, bool rtu, IReadOnlyDictionary<byte, FaultScope> scopes) : IModbusFaults
{
    /// <summary>What a meter on such a line can be ordered to do.</summary>
    public static FaultKind[] Of(bool rtu) =>
    [
        FaultKind.Busy, FaultKind.Exception, FaultKind.Late, FaultKind.WrongUnit, FaultKind.ByteByByte, FaultKind.Silence, FaultKind.Truncated, rtu ? FaultKind.BadCrc : FaultKind.WrongTransaction,
        FaultKind.NotAvailable, FaultKind.CounterBack, FaultKind.CounterRestart, FaultKind.Restart,
    ];

    public ModbusFault? Next(ModbusServerRequest request)
    {
        if (!scopes.TryGetValue(request.Unit, out var scope))
        {
            return null;
        }

        if (scope.Standing(FaultKind.Restart) is { } restart)
        {
            return Restarting(restart);
        }

        var fault = new ModbusFault
        {
            Exception = scope.Striking(FaultKind.Busy) is not null ? ModbusExceptionCode.ServerDeviceBusy
                : scope.Striking(FaultKind.Exception) is { } exception ? (ModbusExceptionCode)(exception.Order.Code ?? (int)ModbusExceptionCode.ServerDeviceFailure)
                : ModbusExceptionCode.None,
            Delay = TimeSpan.FromMilliseconds(scope.Striking(FaultKind.Late) is { } late ? late.Order.Milliseconds ?? 2_000 : 0),
            Silent = scope.Striking(FaultKind.Silence) is not null,
            TransactionOffset = scope.Striking(FaultKind.WrongTransaction) is not null ? (ushort)1 : (ushort)0,
            UnitOffset = scope.Striking(FaultKind.WrongUnit) is not null ? (byte)1 : (byte)0,
            BytePause = scope.Striking(FaultKind.ByteByByte) is { } slow ? TimeSpan.FromMilliseconds(slow.Order.Milliseconds ?? 5) : null,
            CutAfter = scope.Striking(FaultKind.Truncated) is not null ? (rtu ? 4 : 9) : null,
            Damaged = scope.Striking(FaultKind.BadCrc) is not null,
        };
        return fault == Nothing ? null : fault;
    }

    static ModbusFault Nothing { get; } = new();

    /// <summary>First nobody is there; then, when the network is back, the registers are not yet.</summary>
    ModbusFault Restarting(PlacedFault restart) =>
        restart.Order.For is { } duration && clock.GetUtcNow() >= restart.From + (duration / 2)
            ? new() { Exception = ModbusExceptionCode.IllegalDataAddress }
            : ModbusFault.Hangup;
}
