using System.Globalization;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>Whole seconds since 1970-01-01T00:00:00Z.</summary>
public readonly record struct TimePointSec(uint Seconds)
{
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeSeconds(Seconds);

    /// <summary>Rounds down to the second.</summary>
    /// <exception cref="OverflowException">Before 1970 or after 2106.</exception>
    public static TimePointSec From(DateTimeOffset time) => new(checked((uint)time.ToUnixTimeSeconds()));

    /// <exception cref="EosioFormatException">Not a time, or outside 1970 to 2106.</exception>
    public static TimePointSec Parse(string text)
    {
        var seconds = EosioTime.Parse(text).ToUnixTimeSeconds();
        return seconds is >= 0 and <= uint.MaxValue
            ? new((uint)seconds)
            : throw new EosioFormatException($"'{text}' is outside of what a time_point_sec holds: 1970 to 2106.");
    }

    /// <summary>nodeos' form, UTC without a zone: <c>2025-01-01T00:00:00</c>.</summary>
    public override string ToString() => Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}

/// <summary>Microseconds since 1970-01-01T00:00:00Z.</summary>
public readonly record struct TimePoint(long Microseconds)
{
    public DateTimeOffset Time
    {
        get
        {
            try
            {
                return DateTimeOffset.UnixEpoch.AddTicks(checked(Microseconds * TimeSpan.TicksPerMicrosecond));
            }
            catch (Exception outside) when (outside is OverflowException or ArgumentOutOfRangeException)
            {
                throw new EosioFormatException($"The time {Microseconds} µs since 1970 is outside of the years 1 to 9999.", outside);
            }
        }
    }

    public static TimePoint From(DateTimeOffset time) => new((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <exception cref="EosioFormatException">Not a time.</exception>
    public static TimePoint Parse(string text) => From(EosioTime.Parse(text));

    /// <summary>nodeos' form, UTC without a zone, in milliseconds: <c>2025-01-01T00:00:00.500</c>.</summary>
    public override string ToString() => EosioTime.Milliseconds(Time);
}

/// <summary>A block's slot: half seconds since 2000-01-01T00:00:00Z.</summary>
public readonly record struct BlockTimestamp(uint Slot) : IComparable<BlockTimestamp>
{
    const long EpochMilliseconds = 946_684_800_000;
    const int SlotMilliseconds = 500;

    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(EpochMilliseconds + ((long)Slot * SlotMilliseconds));

    /// <summary>The slot that contains the time.</summary>
    /// <exception cref="OverflowException">Before 2000 or after 2068.</exception>
    public static BlockTimestamp From(DateTimeOffset time) => new(checked((uint)((time.ToUnixTimeMilliseconds() - EpochMilliseconds) / SlotMilliseconds)));

    /// <exception cref="EosioFormatException">Not a time, or outside 2000 to 2068.</exception>
    public static BlockTimestamp Parse(string text)
    {
        var slot = (EosioTime.Parse(text).ToUnixTimeMilliseconds() - EpochMilliseconds) / SlotMilliseconds;
        return slot is >= 0 and <= uint.MaxValue
            ? new((uint)slot)
            : throw new EosioFormatException($"'{text}' is outside of what a block timestamp holds: 2000 to 2068.");
    }

    public static bool operator <(BlockTimestamp a, BlockTimestamp b) => a.Slot < b.Slot;

    public static bool operator >(BlockTimestamp a, BlockTimestamp b) => a.Slot > b.Slot;

    public static bool operator <=(BlockTimestamp a, BlockTimestamp b) => a.Slot <= b.Slot;

    public static bool operator >=(BlockTimestamp a, BlockTimestamp b) => a.Slot >= b.Slot;

    public int CompareTo(BlockTimestamp other) => Slot.CompareTo(other.Slot);

    public override string ToString() => EosioTime.Milliseconds(Time);
}

static class EosioTime
{
    public static DateTimeOffset Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        string[] formats = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];
        return DateTimeOffset.TryParseExact(text.EndsWith('Z') ? text[..^1] : text, formats, CultureInfo.InvariantCulture, Utc, out var time)
            ? time
            : throw new EosioFormatException($"'{text}' is not a time: UTC as 2025-01-01T00:00:00 or with a fraction of a second expected.");
    }

    public static string Milliseconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
