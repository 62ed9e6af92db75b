namespace LocalEnergyMarket.Hardware.Modbus.Lines;

/// <summary>When something may next be tried: immediately at first, then after a pause that doubles up to a bound. Monotonic time.</summary>
sealed class BackOff(TimeSpan first, TimeSpan longest, TimeProvider time)
{
    TimeSpan _pause;
    long _failedAt;

    /// <summary>Null if it may be tried now.</summary>
    public TimeSpan? Remaining => _pause - time.GetElapsedTime(_failedAt) is var left && left > TimeSpan.Zero && _pause > TimeSpan.Zero ? left : null;

    public void Succeeded() => _pause = TimeSpan.Zero;

    public void Failed()
    {
        _pause = _pause == TimeSpan.Zero ? first : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, longest.Ticks));
        _failedAt = time.GetTimestamp();
    }
}
