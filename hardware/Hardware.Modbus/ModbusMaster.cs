using LocalEnergyMarket.Hardware.Modbus.Bus;
using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Modbus;

/// <summary>Speaks the Modbus application protocol over any transport; owns the transport.</summary>
public sealed class ModbusMaster(IModbusTransport transport, ModbusMasterOptions? options = null, TimeProvider? time = null) : IModbusMaster
{
    readonly BusRequests _requests = new(transport, options ?? new(), time ?? TimeProvider.System);

    public Task<bool[]> ReadCoilsAsync(byte slaveAddress, ushort startAddress, ushort numberOfPoints, CancellationToken cancellationToken = default) =>
        ReadBitsAsync(slaveAddress, ModbusFunction.ReadCoils, startAddress, numberOfPoints, cancellationToken);

    public Task<bool[]> ReadInputsAsync(byte slaveAddress, ushort startAddress, ushort numberOfPoints, CancellationToken cancellationToken = default) =>
        ReadBitsAsync(slaveAddress, ModbusFunction.ReadDiscreteInputs, startAddress, numberOfPoints, cancellationToken);

    public Task<ushort[]> ReadHoldingRegistersAsync(byte slaveAddress, ushort startAddress, ushort numberOfPoints, CancellationToken cancellationToken = default) =>
        ReadAsync(slaveAddress, ModbusFunction.ReadHoldingRegisters, startAddress, numberOfPoints, cancellationToken);

    public Task<ushort[]> ReadInputRegistersAsync(byte slaveAddress, ushort startAddress, ushort numberOfPoints, CancellationToken cancellationToken = default) =>
        ReadAsync(slaveAddress, ModbusFunction.ReadInputRegisters, startAddress, numberOfPoints, cancellationToken);

    public async Task WriteSingleCoilAsync(byte slaveAddress, ushort coilAddress, bool value, CancellationToken cancellationToken = default)
    {
        var request = new byte[5];
        ModbusPdu.EncodeWriteCoil(request, coilAddress, value);
        await WriteAsync(slaveAddress, request, cancellationToken);
    }

    public async Task WriteSingleRegisterAsync(byte slaveAddress, ushort registerAddress, ushort value, CancellationToken cancellationToken = default)
    {
        var request = new byte[5];
        ModbusPdu.EncodeWriteSingle(request, registerAddress, value);
        await WriteAsync(slaveAddress, request, cancellationToken);
    }

    public async Task WriteMultipleCoilsAsync(byte slaveAddress, ushort startAddress, bool[] data, CancellationToken cancellationToken = default)
    {
        var request = new byte[ModbusPdu.MaxLength];
        var length = ModbusPdu.EncodeWriteCoils(request, startAddress, data);
        await WriteAsync(slaveAddress, request.AsMemory(0, length), cancellationToken);
    }

    public async Task WriteMultipleRegistersAsync(byte slaveAddress, ushort startAddress, ushort[] data, CancellationToken cancellationToken = default)
    {
        var request = new byte[ModbusPdu.MaxLength];
        var length = ModbusPdu.EncodeWriteMultiple(request, startAddress, data);
        await WriteAsync(slaveAddress, request.AsMemory(0, length), cancellationToken);
    }

    public async Task<DeviceIdentification> ReadDeviceIdentificationAsync(
        byte slaveAddress, DeviceIdentificationLevel level = DeviceIdentificationLevel.Basic, CancellationToken cancellationToken = default)
    {
        var parts = new IdentificationParts(slaveAddress, level);
        while (parts.Request() is { } request)
        {
            parts.Take((await _requests.AskAsync(slaveAddress, request, cancellationToken)).Span);
        }

        return parts.Whole;
    }

    public async Task<byte[]> ReportServerIdAsync(byte slaveAddress, CancellationToken cancellationToken = default)
    {
        var answer = await _requests.AskAsync(slaveAddress, new[] { (byte)ModbusFunction.ReportServerId }, cancellationToken);
        return answer.Length >= 2 && answer.Span[1] == answer.Length - 2
            ? answer[2..].ToArray()
            : throw Malformed($"Modbus unit {slaveAddress} answered function 17 with {answer.Length} bytes that do not fit together.");
    }

    public async ValueTask DisposeAsync()
    {
        _requests.Dispose();
        await transport.DisposeAsync();
    }

    internal static ModbusTransportException Malformed(string message) => new(ModbusTransportFailure.Malformed, message);

    async Task<ushort[]> ReadAsync(byte unit, ModbusFunction function, ushort address, ushort count, CancellationToken cancellationToken)
    {
        var request = new byte[5];
        ModbusPdu.EncodeRead(request, function, address, count);
        var answer = await _requests.AskAsync(unit, request, cancellationToken);
        return ModbusPdu.DecodeReadResponse(answer.Span, count)
            ?? throw Malformed($"Modbus unit {unit} answered a read of {count} registers at {address} with {answer.Length} bytes instead of {2 + (count * 2)}.");
    }

    async Task<bool[]> ReadBitsAsync(byte unit, ModbusFunction function, ushort address, ushort count, CancellationToken cancellationToken)
    {
        var request = new byte[5];
        ModbusPdu.EncodeRead(request, function, address, count);
        var answer = await _requests.AskAsync(unit, request, cancellationToken);
        return ModbusPdu.DecodeBitsResponse(answer.Span, count)
            ?? throw Malformed($"Modbus unit {unit} answered a read of {count} bits at {address} with {answer.Length} bytes instead of {2 + ModbusPdu.BytesOf(count)}.");
    }

    async Task WriteAsync(byte unit, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        // All writes are confirmed with the request's first five bytes (function, address and value or count), a broadcast with nothing.
        var answer = await _requests.AskAsync(unit, request, cancellationToken);
        if (!answer.IsEmpty && !answer.Span.SequenceEqual(request.Span[..5]))
        {
            throw Malformed($"Modbus unit {unit} confirmed another write than the one asked for.");
        }
    }
}
