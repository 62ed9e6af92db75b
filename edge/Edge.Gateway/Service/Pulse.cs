namespace LocalEnergyMarket.Edge.Gateway.Service;

/// <summary>The sign of life of one loop: it beats with each turn, and what has not beaten for too long stands still.</summary>
/// <param name="name">Which loop, for the log.</param>
/// <param name="longest">The longest that a turn may take, in real time, whatever it waits for.</param>
public sealed class Pulse(string name, TimeSpan longest, TimeProvider real)
{
    long _last = real.GetTimestamp();

    public string Name => name;

    public TimeSpan Longest => longest;

    /// <summary>How long ago the last beat was; monotonic.</summary>
    public TimeSpan Silence => real.GetElapsedTime(Interlocked.Read(ref _last));

    public bool StandsStill => Silence > longest;

    public void Beat() => Interlocked.Exchange(ref _last, real.GetTimestamp());
}
