using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Edge.Gateway.Polling;

/// <summary>
/// When a meter is read: on a grid from 1970 on, so that no delay adds up and all meters of all boxes are read together, and besides at
/// each edge of a quarter hour, because slot energies come from there.
/// </summary>
public static class PollSchedule
{
    /// <summary>The first instant after <paramref name="after"/> at which to read.</summary>
    /// <param name="period">Whole seconds, at least 1.</param>
    public static DateTimeOffset Next(DateTimeOffset after, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.FromSeconds(1));
        var ticks = after.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var grid = DateTimeOffset.UnixEpoch.AddTicks((FloorDivide(ticks, period.Ticks) + 1) * period.Ticks);
        var edge = Timeslot.Containing(after).End;
        return grid < edge ? grid : edge;
    }

    /// <summary>The instant to read next: none that was read before, not even if the clock was put right by a little, unless it was set back by more than a period.</summary>
    /// <param name="before">The instant that was planned last.</param>
    public static DateTimeOffset Next(DateTimeOffset now, DateTimeOffset before, TimeSpan period) =>
        Next(before > now && before - now <= period ? before : now, period);

    static long FloorDivide(long value, long by) => Math.DivRem(value, by) is var (quotient, rest) && rest < 0 ? quotient - 1 : quotient;
}
