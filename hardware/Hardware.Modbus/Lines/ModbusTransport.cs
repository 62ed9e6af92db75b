namespace LocalEnergyMarket.Hardware.Modbus.Lines;

/// <summary>
/// Frames on a line that is opened when first needed and anew after a failure, with back-off. One exchange at a time.
/// </summary>
public abstract class ModbusTransport : IModbusTransport
{
    readonly SemaphoreSlim _owner = new(1, 1);
    readonly LineKeeper _line;
    readonly IFraming _framing;
    readonly TimeProvider _time;
    bool _silentBefore;
    bool _disposed;

    private protected ModbusTransport(LineKeeper line, IFraming framing, TimeSpan timeout, TimeProvider time) =>
        (_line, _framing, ResponseTimeout, _time) = (line, framing, timeout, time);

    public bool NumbersRequests => _framing.NumbersRequests;

    public TimeSpan ResponseTimeout { get; }

    public async ValueTask<int> ExchangeAsync(
        byte unit, ReadOnlyMemory<byte> request, Memory<byte> response, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        await _owner.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);

            // Servers close idle connections. A read may then be asked again at once; a write may already have been carried out.
            var askAgain = _line.IsOpen && !((ModbusFunction)request.Span[0]).Writes();
            try
            {
                return await ExchangeOnceAsync(unit, request, response, timeout ?? ResponseTimeout, cancellationToken);
            }
            catch (ModbusTransportException e) when (e.Failure == ModbusTransportFailure.Closed && askAgain)
            {
                return await ExchangeOnceAsync(unit, request, response, timeout ?? ResponseTimeout, cancellationToken);
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
        _line.Dispose();
        _owner.Release();
        GC.SuppressFinalize(this);
    }

    async ValueTask<int> ExchangeOnceAsync(
        byte unit, ReadOnlyMemory<byte> request, Memory<byte> response, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!_line.IsOpen)
        {
            _silentBefore = false;
        }

        var line = await _line.OpenAsync(cancellationToken);
        try
        {
            await _framing.PrepareAsync(line, cancellationToken);
            using var limit = new CancellationTokenSource(timeout + line.TimeOf(_framing.BytesBothWays(request.Span)), _time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var length = await _framing.ExchangeAsync(line, unit, request, response, both.Token);
            _silentBefore = false;
            return length;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(unit, timeout, e);
        }
        catch (OperationCanceledException)
        {
            // Half a request may be on its way, or half an answer. A serial line needs no new beginning: the next request finds silence first.
            if (line.FrameSilence == TimeSpan.Zero)
            {
                _line.Drop();
            }

            throw;
        }
        catch (InvalidDataException e)
        {
            _line.Drop();
            throw new ModbusTransportException(ModbusTransportFailure.Malformed, $"What {_line.Place} sends {e.Message}", e);
        }
        catch (IOException e)
        {
            _line.Drop();
            throw new ModbusTransportException(ModbusTransportFailure.Closed, $"{_line.Place} closed the connection during a request: {e.Message}", e);
        }
    }

    ModbusTransportException TimedOut(byte unit, TimeSpan timeout, OperationCanceledException inner)
    {
        // A frame cut in two cannot be resumed; a peer silent twice may have gone without a word.
        if (_framing.InsideFrame || _silentBefore)
        {
            _line.Drop();
        }

        _silentBefore = !_silentBefore;
        return new(
            ModbusTransportFailure.TimedOut,
            $"No answer from Modbus unit {unit} at {_line.Place} within {timeout.TotalMilliseconds:0} ms: {_framing.Discarded ?? _line.SilenceAdvice}.",
            inner);
    }
}
