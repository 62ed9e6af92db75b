using System.Net.Sockets;

namespace LocalEnergyMarket.Hardware.Modbus.Tcp;

/// <summary>
/// One TCP connection to a Modbus server, made when first needed and made anew after a failure, with back-off. One exchange at a time.
/// An answer whose transaction id or unit is not that of the request is late or another's: it is discarded and the wait goes on.
/// </summary>
public sealed class ModbusTcpTransport(ModbusTcpOptions options, TimeProvider? time = null) : IModbusTransport
{
    readonly TimeProvider _time = time ?? TimeProvider.System;
    readonly SemaphoreSlim _owner = new(1, 1);
    readonly ConnectBackOff _backOff = new(options.FirstBackOff, options.LongestBackOff);
    ModbusTcpConnection? _connection;
    ushort _transaction;
    bool _silentBefore;
    bool _disposed;

    public async ValueTask<int> ExchangeAsync(byte unit, ReadOnlyMemory<byte> request, Memory<byte> response, CancellationToken cancellationToken)
    {
        await _owner.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);

            // Servers close idle connections. A read may then be asked again at once; a write may already have been carried out.
            var askAgain = _connection is not null && request.Span[0] is (byte)ModbusFunction.ReadHoldingRegisters or (byte)ModbusFunction.ReadInputRegisters;
            try
            {
                return await ExchangeOnceAsync(unit, request, response, cancellationToken);
            }
            catch (ModbusTransportException e) when (e.Failure == ModbusTransportFailure.Closed && askAgain)
            {
                return await ExchangeOnceAsync(unit, request, response, cancellationToken);
            }
        }
        finally
        {
            _owner.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _owner.WaitAsync();
        _disposed = true;
        Drop();
        _owner.Release();
    }

    async ValueTask<int> ExchangeOnceAsync(byte unit, ReadOnlyMemory<byte> request, Memory<byte> response, CancellationToken cancellationToken)
    {
        var connection = _connection ??= await ConnectAsync(cancellationToken);
        using var limit = new CancellationTokenSource(options.ResponseTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var length = await connection.ExchangeAsync(++_transaction, unit, request, response, both.Token);
            _silentBefore = false;
            return length;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // A frame cut in two cannot be resumed; a peer silent twice may have gone without a word.
            if (connection.InsideFrame || _silentBefore)
            {
                Drop();
            }

            _silentBefore = !_silentBefore;
            throw new ModbusTransportException(
                ModbusTransportFailure.TimedOut,
                $"No answer from Modbus unit {unit} at {options.Host}:{options.Port} within {options.ResponseTimeout.TotalMilliseconds:0} ms: check the unit id and the wiring behind the gateway.",
                e);
        }
        catch (OperationCanceledException)
        {
            Drop();
            throw;
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException)
        {
            Drop();
            throw new ModbusTransportException(ModbusTransportFailure.Closed, $"{options.Host}:{options.Port} closed the connection during a request: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            Drop();
            throw new ModbusTransportException(ModbusTransportFailure.Malformed, $"{options.Host}:{options.Port} does not speak Modbus TCP: {e.Message}", e);
        }
    }

    async ValueTask<ModbusTcpConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_backOff.Remaining(_time.GetUtcNow()) is { } remaining)
        {
            throw new ModbusTransportException(
                ModbusTransportFailure.Unreachable, $"{options.Host}:{options.Port} was not reachable; the next attempt is in {remaining.TotalSeconds:0.0} s.");
        }

        using var limit = new CancellationTokenSource(options.ConnectTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var connection = await ModbusTcpConnection.OpenAsync(options.Host, options.Port, both.Token);
            _backOff.Succeeded();
            _silentBefore = false;
            return connection;
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _backOff.Failed(_time.GetUtcNow());
            throw new ModbusTransportException(
                ModbusTransportFailure.Unreachable,
                $"No connection to the Modbus server {options.Host}:{options.Port}: {(e is SocketException ? e.Message : "no answer in time")}. Check the address, the port and that the device allows another client.",
                e);
        }
    }

    void Drop()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
