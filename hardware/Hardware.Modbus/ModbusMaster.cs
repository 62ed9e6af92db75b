using System.Buffers;
using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Modbus;

/// <summary>Speaks the Modbus application protocol over any transport; owns the transport.</summary>
public sealed class ModbusMaster(IModbusTransport transport, ModbusMasterOptions? options = null, TimeProvider? time = null) : IModbusMaster
{
    readonly ModbusMasterOptions _options = options ?? new();
    readonly TimeProvider _time = time ?? TimeProvider.System;

    public Task<ushort[]> ReadHoldingRegistersAsync(byte unit, ushort address, ushort count, CancellationToken cancellationToken) =>
        ReadAsync(unit, ModbusFunction.ReadHoldingRegisters, address, count, cancellationToken);

    public Task<ushort[]> ReadInputRegistersAsync(byte unit, ushort address, ushort count, CancellationToken cancellationToken) =>
        ReadAsync(unit, ModbusFunction.ReadInputRegisters, address, count, cancellationToken);

    public async Task WriteSingleRegisterAsync(byte unit, ushort address, ushort value, CancellationToken cancellationToken)
    {
        var request = new byte[5];
        ModbusPdu.EncodeWriteSingle(request, address, value);
        await WriteAsync(unit, request, cancellationToken);
    }

    public async Task WriteMultipleRegistersAsync(byte unit, ushort address, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken)
    {
        var request = new byte[ModbusPdu.MaxLength];
        var length = ModbusPdu.EncodeWriteMultiple(request, address, values.Span);
        await WriteAsync(unit, request.AsMemory(0, length), cancellationToken);
    }

    public ValueTask DisposeAsync() => transport.DisposeAsync();

    async Task<ushort[]> ReadAsync(byte unit, ModbusFunction function, ushort address, ushort count, CancellationToken cancellationToken)
    {
        var request = new byte[5];
        ModbusPdu.EncodeRead(request, function, address, count);
        var response = ArrayPool<byte>.Shared.Rent(ModbusPdu.MaxLength);
        try
        {
            var length = await ExchangeAsync(unit, request, response, _options.TimeoutRetries, cancellationToken);
            return ModbusPdu.DecodeReadResponse(response.AsSpan(0, length), count)
                ?? throw new ModbusTransportException(
                    ModbusTransportFailure.Malformed,
                    $"Modbus unit {unit} answered a read of {count} registers at {address} with {length} bytes instead of {2 + (count * 2)}.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(response);
        }
    }

    async Task WriteAsync(byte unit, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        var response = ArrayPool<byte>.Shared.Rent(ModbusPdu.MaxLength);
        try
        {
            // Both writes are confirmed with the request's first five bytes: function, address and value or count.
            var length = await ExchangeAsync(unit, request, response, timeoutRetries: 0, cancellationToken);
            if (!response.AsSpan(0, length).SequenceEqual(request.Span[..5]))
            {
                throw new ModbusTransportException(ModbusTransportFailure.Malformed, $"Modbus unit {unit} confirmed another write than the one asked for.");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(response);
        }
    }

    async Task<int> ExchangeAsync(byte unit, ReadOnlyMemory<byte> request, byte[] response, int timeoutRetries, CancellationToken cancellationToken)
    {
        for (var (busy, silent) = (0, 0); ;)
        {
            int length;
            try
            {
                length = await transport.ExchangeAsync(unit, request, response.AsMemory(0, ModbusPdu.MaxLength), null, cancellationToken);
            }
            catch (ModbusTransportException e) when (e.Failure == ModbusTransportFailure.TimedOut && silent < timeoutRetries)
            {
                silent++;
                continue;
            }

            var function = request.Span[0];
            if (response[0] == function)
            {
                return length;
            }

            if (response[0] != (function | ModbusPdu.ExceptionFlag) || length != 2)
            {
                throw new ModbusTransportException(
                    ModbusTransportFailure.Malformed, $"Modbus unit {unit} answered function {function} with function {response[0]}, {length} bytes.");
            }

            var code = (ModbusExceptionCode)response[1];
            var later = code == ModbusExceptionCode.ServerDeviceBusy || (code == ModbusExceptionCode.Acknowledge && !((ModbusFunction)function).Writes());
            if (!later || busy++ >= _options.BusyRetries)
            {
                throw new ModbusException(unit, (ModbusFunction)function, code);
            }

            await Task.Delay(_options.BusyPause, _time, cancellationToken);
        }
    }
}
