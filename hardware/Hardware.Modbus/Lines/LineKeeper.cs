namespace LocalEnergyMarket.Hardware.Modbus.Lines;

/// <summary>Has one line open, from when it is first needed; opens it anew after a failure, with back-off. Not for two callers at once.</summary>
sealed class LineKeeper(ILineSource source, TimeSpan firstBackOff, TimeSpan longestBackOff, TimeProvider time) : IDisposable
{
    readonly BackOff _backOff = new(firstBackOff, longestBackOff, time);
    ILine? _line;

    public bool IsOpen => _line is not null;

    public string Place => source.Place;

    public string SilenceAdvice => source.SilenceAdvice;

    public async ValueTask<ILine> OpenAsync(CancellationToken cancellationToken)
    {
        if (_line is not null)
        {
            return _line;
        }

        if (_backOff.Remaining is { } remaining)
        {
            throw new ModbusTransportException(
                ModbusTransportFailure.Unreachable, $"{source.Place} was not reachable; the next attempt is in {remaining.TotalSeconds:0.0} s.");
        }

        try
        {
            _line = await source.OpenAsync(cancellationToken);
            _backOff.Succeeded();
            return _line;
        }
        catch (ModbusTransportException)
        {
            _backOff.Failed();
            throw;
        }
    }

    public void Drop()
    {
        _line?.Dispose();
        _line = null;
    }

    public void Dispose() => Drop();
}
