namespace LocalEnergyMarket.Hardware.Modbus;

/// <summary>
/// Reads and writes registers of Modbus units behind one connection. Addresses are those on the wire, from 0. Calls may come from several
/// tasks; the connection has one owner at a time. Every method throws <see cref="ModbusException"/> if the unit answers with an exception
/// and <see cref="ModbusTransportException"/> if there is no usable answer.
/// </summary>
public interface IModbusMaster : IAsyncDisposable
{
    /// <summary>Function 3: 1 to 125 holding registers.</summary>
    Task<ushort[]> ReadHoldingRegistersAsync(byte unit, ushort address, ushort count, CancellationToken cancellationToken);

    /// <summary>Function 4: 1 to 125 input registers.</summary>
    Task<ushort[]> ReadInputRegistersAsync(byte unit, ushort address, ushort count, CancellationToken cancellationToken);

    /// <summary>Function 6: one holding register.</summary>
    Task WriteSingleRegisterAsync(byte unit, ushort address, ushort value, CancellationToken cancellationToken);

    /// <summary>Function 16: 1 to 123 holding registers.</summary>
    Task WriteMultipleRegistersAsync(byte unit, ushort address, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken);
}
