namespace LocalEnergyMarket.Edge.Gateway.Clock;

/// <summary>Waits for an instant of a clock that may be set meanwhile.</summary>
public static class WallDelay
{
    /// <summary>Real time after which the clock is looked at again: timers run on the monotonic one.</summary>
    static readonly TimeSpan Slice = TimeSpan.FromSeconds(10);

    /// <summary>So much less than was waited may have passed, on the clock, before it counts as set back. Its own rate times this.</summary>
    static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    /// <summary>Until the clock shows the instant, or later.</summary>
    /// <returns>False if the clock was set back meanwhile: what was planned has to be planned again.</returns>
    public static async Task<bool> UntilAsync(this TimeProvider market, DateTimeOffset instant, TimeProvider real, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(market);
        ArgumentNullException.ThrowIfNull(real);
        var rate = (double)real.TimestampFrequency / market.TimestampFrequency;
        var left = instant - market.GetUtcNow();
        while (left > TimeSpan.Zero)
        {
            await Task.Delay(left < Slice * rate ? left : Slice * rate, market, cancellationToken);
            var now = instant - market.GetUtcNow();
            if (now > left + (Slack * rate))
            {
                return false;
            }

            left = now;
        }

        return true;
    }
}
