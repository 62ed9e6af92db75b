using System.Globalization;

namespace LocalEnergyMarket.Hardware.Simulation.Faults;

/// <summary>Durations as people write them: 250ms, 30s, 5m, 2h, 1d.</summary>
static class Durations
{
    static readonly (string Suffix, long Milliseconds)[] Units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <exception cref="FormatException">It is none.</exception>
    public static TimeSpan Parse(string text)
    {
        foreach (var (suffix, milliseconds) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && int.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return TimeSpan.FromMilliseconds(number * milliseconds);
            }
        }

        throw new FormatException($"'{text}' is no duration: write 250ms, 30s, 5m, 2h or 1d.");
    }

    public static string Text(TimeSpan duration)
    {
        var (suffix, milliseconds) = Units.Last(unit => duration.TotalMilliseconds % unit.Milliseconds == 0 || unit.Milliseconds == 1);
        return string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalMilliseconds / milliseconds}{suffix}");
    }
}
