namespace LocalEnergyMarket.Edge.Gateway.Chain;

/// <summary>How long to wait before the next look: short while something is under way, then twice as long each time up to the longest.</summary>
/// <param name="random">A tenth more or less, so that the boxes of a node do not all come at once.</param>
sealed class ChainPace(TimeSpan near, TimeSpan idle, Random? random = null)
{
    readonly Random _random = random ?? Random.Shared;
    TimeSpan _next;

    public TimeSpan After(bool busy)
    {
        var pause = busy || _next < near ? near : _next;
        _next = busy ? near : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, idle.Ticks));
        return pause * (0.9 + (_random.NextDouble() / 5));
    }
}
