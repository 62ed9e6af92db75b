using System.Globalization;

namespace LocalEnergyMarket.Protos.Quantities;

/// <summary>One quarter hour, identified by its UTC start in seconds since 1970-01-01T00:00:00Z, a multiple of 900.</summary>
public readonly record struct Timeslot : IComparable<Timeslot>
{
    public const int Seconds = 900;

    /// <exception cref="ArgumentOutOfRangeException">The start is not on a quarter hour.</exception>
    public Timeslot(long startUnixSeconds)
    {
        if (startUnixSeconds % Seconds != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(startUnixSeconds), startUnixSeconds, "A timeslot starts on a quarter hour: seconds since 1970 UTC divisible by 900.");
        }

        StartUnixSeconds = startUnixSeconds;
    }

    public static TimeSpan Length => TimeSpan.FromSeconds(Seconds);

    public long StartUnixSeconds { get; }

    public DateTimeOffset Start => DateTimeOffset.FromUnixTimeSeconds(StartUnixSeconds);

    public DateTimeOffset End => DateTimeOffset.FromUnixTimeSeconds(StartUnixSeconds + Seconds);

    public Timeslot Next => Plus(1);

    public Timeslot Plus(int slots) => new(StartUnixSeconds + ((long)slots * Seconds));

    /// <summary>The timeslot that contains the instant: from its start, inclusive, to its end, exclusive.</summary>
    public static Timeslot Containing(DateTimeOffset instant)
    {
        var seconds = instant.ToUnixTimeSeconds();
        return new(seconds - (((seconds % Seconds) + Seconds) % Seconds));
    }

    public static bool operator <(Timeslot a, Timeslot b) => a.StartUnixSeconds < b.StartUnixSeconds;

    public static bool operator >(Timeslot a, Timeslot b) => a.StartUnixSeconds > b.StartUnixSeconds;

    public static bool operator <=(Timeslot a, Timeslot b) => a.StartUnixSeconds <= b.StartUnixSeconds;

    public static bool operator >=(Timeslot a, Timeslot b) => a.StartUnixSeconds >= b.StartUnixSeconds;

    public int CompareTo(Timeslot other) => StartUnixSeconds.CompareTo(other.StartUnixSeconds);

    /// <summary>The UTC start in ISO 8601, for example <c>2026-06-21T12:15Z</c>.</summary>
    public override string ToString() => Start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
