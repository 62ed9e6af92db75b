namespace LocalEnergyMarket.Hardware.Modbus.Serving;

/// <summary>What a server does wrong with one request. The parts go together: late and byte by byte, noise before another's answer.</summary>
public sealed record ModbusFault
{
    /// <summary>The unit is not asked; this exception is answered. None: the unit answers.</summary>
    public ModbusExceptionCode Exception { get; init; }

    /// <summary>The answer is sent so much later. Real time.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The request is carried out, and nothing is answered.</summary>
    public bool Silent { get; init; }

    /// <summary>Added to the transaction id of the answer; without effect on RTU frames, which have none.</summary>
    public ushort TransactionOffset { get; init; }

    /// <summary>Added to the unit of the answer.</summary>
    public byte UnitOffset { get; init; }

    /// <summary>The answer is sent in single bytes with this pause before each; null: at once. Real time.</summary>
    public TimeSpan? BytePause { get; init; }

    /// <summary>Only so many bytes of the answer are sent, from its start; null: all.</summary>
    public int? CutAfter { get; init; }

    /// <summary>The answer's check sum is wrong; on Modbus TCP, which has none, its protocol id.</summary>
    public bool Damaged { get; init; }

    /// <summary>Bytes sent before the answer: noise, or another unit's frame.</summary>
    public ReadOnlyMemory<byte> Before { get; init; }

    /// <summary>The connection is closed after what was sent. Without effect on a serial line.</summary>
    public bool Close { get; init; }

    public static ModbusFault Busy { get; } = new() { Exception = ModbusExceptionCode.ServerDeviceBusy };

    public static ModbusFault Acknowledged { get; } = new() { Exception = ModbusExceptionCode.Acknowledge };

    public static ModbusFault NoAnswer { get; } = new() { Silent = true };

    public static ModbusFault WrongTransaction { get; } = new() { TransactionOffset = 1 };

    public static ModbusFault WrongUnit { get; } = new() { UnitOffset = 1 };

    public static ModbusFault WrongChecksum { get; } = new() { Damaged = true };

    public static ModbusFault Truncated { get; } = new() { CutAfter = 4 };

    public static ModbusFault Hangup { get; } = new() { Silent = true, Close = true };

    public static ModbusFault ByteByByte(TimeSpan pause) => new() { BytePause = pause };

    public static ModbusFault Late(TimeSpan by) => new() { Delay = by };
}
