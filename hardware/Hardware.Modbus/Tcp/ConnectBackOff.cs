namespace LocalEnergyMarket.Hardware.Modbus.Tcp;

/// <summary>When a connection may next be tried: immediately at first, then after a pause that doubles up to a bound.</summary>
sealed class ConnectBackOff(TimeSpan first, TimeSpan longest)
{
    TimeSpan _pause;
    DateTimeOffset _notBefore = DateTimeOffset.MinValue;

    public TimeSpan? Remaining(DateTimeOffset now) => now < _notBefore ? _notBefore - now : null;

    public void Succeeded() => (_pause, _notBefore) = (TimeSpan.Zero, DateTimeOffset.MinValue);

    public void Failed(DateTimeOffset now)
    {
        _pause = _pause == TimeSpan.Zero ? first : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, longest.Ticks));
        _notBefore = now + _pause;
    }
}
