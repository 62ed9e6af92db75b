using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Modbus.Bus;

/// <summary>Brings a request through: turns on the bus, bounded retries, and what is remembered of a unit that does not answer. Does not own the transport.</summary>
sealed class BusRequests(IModbusTransport transport, ModbusMasterOptions options, TimeProvider time) : IDisposable
{
    readonly BusSchedule _schedule = new(options, time);

    /// <summary>The answer's PDU, which is the request's function's; empty for a broadcast.</summary>
    /// <exception cref="ModbusException">The unit answered with an exception.</exception>
    /// <exception cref="ModbusTransportException">There was no usable answer.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> AskAsync(byte unit, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        var function = (ModbusFunction)request.Span[0];
        var pause = options.BusyPause;
        var lastFailure = "";
        for (var (busy, silent) = (0, 0); ;)
        {
            ReadOnlyMemory<byte> answer;
            var lastTry = function.Writes() || silent >= options.TimeoutRetries || _schedule.KnownSilent(unit);
            try
            {
                answer = await TurnAsync(unit, request, lastTry, cancellationToken);
            }
            catch (ModbusTransportException e) when (e.Failure == ModbusTransportFailure.TimedOut && !lastTry)
            {
                (silent, lastFailure) = (silent + 1, e.Message);
                continue;
            }
            catch (OperationCanceledException) when (silent > 0)
            {
                // Whoever is less patient than all tries together must not keep a dead unit from its rest.
                _schedule.WasSilent(unit, lastFailure);
                throw;
            }

            if (answer.IsEmpty || answer.Span[0] == (byte)function)
            {
                return answer;
            }

            var code = Exception(unit, function, answer.Span);
            if (!IsPassing(code, function) || busy++ >= options.BusyRetries)
            {
                throw new ModbusException(unit, function, code);
            }

            await Task.Delay(pause, time, cancellationToken);
            pause *= 2;
        }
    }

    public void Dispose() => _schedule.Dispose();

    static ModbusExceptionCode Exception(byte unit, ModbusFunction function, ReadOnlySpan<byte> answer) =>
        answer[0] == ((byte)function | ModbusPdu.ExceptionFlag) && answer.Length == 2
            ? (ModbusExceptionCode)answer[1]
            : throw ModbusMaster.Malformed($"Modbus unit {unit} answered function {(byte)function} with function {answer[0]}, {answer.Length} bytes.");

    /// <summary>Busy: not begun, so it may be sent again. Acknowledge: begun; a read may be asked again, a write would be carried out twice.</summary>
    static bool IsPassing(ModbusExceptionCode code, ModbusFunction function) =>
        code == ModbusExceptionCode.ServerDeviceBusy || (code == ModbusExceptionCode.Acknowledge && !function.Writes());

    /// <summary>Before the turn ends, what it showed of the unit is remembered: those who wait for a dead one must not have the next.</summary>
    void Learn(byte unit, ReadOnlySpan<byte> answer)
    {
        // The gateway has waited in vain for the unit, and all others with it.
        if (answer.Length == 2 && answer[0] >= ModbusPdu.ExceptionFlag
            && (ModbusExceptionCode)answer[1] is var code and (ModbusExceptionCode.GatewayPathUnavailable or ModbusExceptionCode.GatewayTargetFailedToRespond))
        {
            _schedule.WasSilent(unit, new ModbusException(unit, (ModbusFunction)(answer[0] & ~ModbusPdu.ExceptionFlag), code).Message);
        }
        else
        {
            _schedule.Answered(unit);
        }
    }

    async ValueTask<ReadOnlyMemory<byte>> TurnAsync(byte unit, ReadOnlyMemory<byte> request, bool lastTry, CancellationToken cancellationToken)
    {
        var timeout = options.Units.GetValueOrDefault(unit, ModbusUnitOptions.Default).ResponseTimeout ?? transport.ResponseTimeout;
        await _schedule.EnterAsync(unit, cancellationToken);
        // Where answers carry no number, one that is late would be taken for the next request's: the unit is left alone until it can no longer come.
        var quiet = transport.NumbersRequests ? TimeSpan.Zero : timeout;
        try
        {
            var response = new byte[ModbusPdu.MaxLength];
            var length = await transport.ExchangeAsync(unit, request, response, timeout, cancellationToken);
            quiet = TimeSpan.Zero;
            Learn(unit, response.AsSpan(0, length));
            return response.AsMemory(0, length);
        }
        catch (ModbusTransportException e) when (e.Failure == ModbusTransportFailure.TimedOut && lastTry)
        {
            _schedule.WasSilent(unit, e.Message);
            throw;
        }
        catch (ModbusTransportException e) when (e.Failure is ModbusTransportFailure.Unreachable or ModbusTransportFailure.Closed)
        {
            quiet = TimeSpan.Zero;
            throw;
        }
        finally
        {
            _schedule.Leave(unit, quiet);
        }
    }
}
