namespace LocalEnergyMarket.Client.Connecting;

/// <summary>
/// How long to wait before the next try: doubles from the first pause to the longest, and a random half of it is left out, so that after an outage not everybody comes
/// at once.
/// </summary>
public sealed class BackOff(TimeSpan first, TimeSpan longest, Random? random = null)
{
    readonly Random _random = random ?? Random.Shared;

    /// <param name="failures">How often it failed in a row, from 1.</param>
    public TimeSpan After(int failures)
    {
        var ceiling = first * Math.Pow(2, Math.Clamp(failures - 1, 0, 20));
        return (ceiling < longest ? ceiling : longest) * (0.5 + (_random.NextDouble() / 2));
    }
}
