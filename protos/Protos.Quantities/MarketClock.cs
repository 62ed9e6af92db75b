using System.Globalization;

namespace LocalEnergyMarket.Protos.Quantities;

/// <summary>
/// The time the market lives in: the system's, or one that started at another instant and runs a whole factor faster, so that a
/// demonstration shows a day in minutes. Every process given the same text agrees on the time. The chain, TLS and the TPM stay on real time.
/// Text: <c>real</c>, or <c>{real start}={market start}*{factor}</c>, for example
/// <c>2026-11-22T14:00:00Z=2026-06-21T11:00:00Z*60</c>.
/// </summary>
public sealed class MarketClock : TimeProvider
{
    readonly DateTimeOffset _realStart;
    readonly DateTimeOffset _marketStart;
    readonly TimeProvider _real;

    public MarketClock(DateTimeOffset realStart, DateTimeOffset marketStart, int factor, TimeProvider? real = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        (_realStart, _marketStart, Factor, _real) = (realStart, marketStart, factor, real ?? System);
    }

    /// <summary>Market seconds that pass in one real second.</summary>
    public int Factor { get; }

    public override long TimestampFrequency => _real.TimestampFrequency / Factor;

    /// <exception cref="FormatException">The text is neither <c>real</c> nor of the form above; the message says which part is wrong.</exception>
    public static TimeProvider Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || string.Equals(text, "real", StringComparison.Ordinal))
        {
            return System;
        }

        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var star = text.IndexOf('*', StringComparison.Ordinal);
        if (equals < 0 || star < equals
            || !Instant(text[..equals], out var realStart)
            || !Instant(text[(equals + 1)..star], out var marketStart)
            || !int.TryParse(text[(star + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var factor)
            || factor < 1)
        {
            throw new FormatException(
                $"The clock '{text}' is not understood: write 'real', or 'REAL-START=MARKET-START*FACTOR' with two ISO 8601 instants in UTC "
                + "and a whole number from 1, for example 2026-11-22T14:00:00Z=2026-06-21T11:00:00Z*60.");
        }

        return new MarketClock(realStart, marketStart, factor);
    }

    public override DateTimeOffset GetUtcNow() => _marketStart + ((_real.GetUtcNow() - _realStart) * Factor);

    public override long GetTimestamp() => _real.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _real.CreateTimer(callback, state, ToReal(dueTime), ToReal(period));

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{_realStart.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}={_marketStart.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}*{Factor}");

    static bool Instant(string text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);

    TimeSpan ToReal(TimeSpan market) => market == Timeout.InfiniteTimeSpan ? market : market / Factor;
}
