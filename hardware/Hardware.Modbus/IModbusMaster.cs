using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Modbus;

/// <summary>
/// Reads and writes units behind one line. Addresses are those on the wire, from 0. Calls may come from several tasks: the line has one
/// owner at a time, and units take turns. Names and order of parameters are NModbus'; the cancellation token is ours. Every method throws
/// <see cref="ModbusException"/> if the unit answers with an exception and <see cref="ModbusTransportException"/> if there is no usable answer.
/// </summary>
public interface IModbusMaster : IAsyncDisposable
{
    /// <summary>Function 1: 1 to 2000 coils.</summary>
    Task<bool[]> ReadCoilsAsync(byte slaveAddress, ushort startAddress, ushort numberOfPoints, CancellationToken cancellationToken = default);

    /// <summary>Function 2: 1 to 2000 discrete inputs.</summary>
    Task<bool[]> ReadInputsAsync(byte slaveAddress, ushort startAddress, ushort numberOfPoints, CancellationToken cancellationToken = default);

    /// <summary>Function 3: 1 to 125 holding registers.</summary>
    Task<ushort[]> ReadHoldingRegistersAsync(byte slaveAddress, ushort startAddress, ushort numberOfPoints, CancellationToken cancellationToken = default);

    /// <summary>Function 4: 1 to 125 input registers.</summary>
    Task<ushort[]> ReadInputRegistersAsync(byte slaveAddress, ushort startAddress, ushort numberOfPoints, CancellationToken cancellationToken = default);

    /// <summary>Function 5: one coil.</summary>
    Task WriteSingleCoilAsync(byte slaveAddress, ushort coilAddress, bool value, CancellationToken cancellationToken = default);

    /// <summary>Function 6: one holding register.</summary>
    Task WriteSingleRegisterAsync(byte slaveAddress, ushort registerAddress, ushort value, CancellationToken cancellationToken = default);

    /// <summary>Function 15: 1 to 1968 coils.</summary>
    Task WriteMultipleCoilsAsync(byte slaveAddress, ushort startAddress, bool[] data, CancellationToken cancellationToken = default);

    /// <summary>Function 16: 1 to 123 holding registers.</summary>
    Task WriteMultipleRegistersAsync(byte slaveAddress, ushort startAddress, ushort[] data, CancellationToken cancellationToken = default);

    /// <summary>Function 43/14: vendor, product and what else the device says of itself. Not in NModbus.</summary>
    Task<DeviceIdentification> ReadDeviceIdentificationAsync(
        byte slaveAddress, DeviceIdentificationLevel level = DeviceIdentificationLevel.Basic, CancellationToken cancellationToken = default);

    /// <summary>Function 17: what the device calls its id, then a status byte and the vendor's data; how long each is, is the device's matter. Not in NModbus.</summary>
    Task<byte[]> ReportServerIdAsync(byte slaveAddress, CancellationToken cancellationToken = default);
}
