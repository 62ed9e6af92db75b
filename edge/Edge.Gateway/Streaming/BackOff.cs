namespace LocalEnergyMarket.Edge.Gateway.Streaming;

/// <summary>
/// How long to wait before the next try: doubles from half a second to a minute, and a random part of it, so that after an outage of the
/// backend its boxes do not all come at once.
/// </summary>
public sealed class BackOff(Random? random = null)
{
    static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    readonly Random _random = random ?? Random.Shared;
    int _failures;

    public TimeSpan Next()
    {
        var ceiling = First * Math.Pow(2, Math.Min(_failures++, 20));
        return (ceiling < Longest ? ceiling : Longest) * (0.5 + (_random.NextDouble() / 2));
    }

    public void Reset() => _failures = 0;
}
