using System.Globalization;

namespace LocalEnergyMarket.Hardware.Simulation.Faults;

/// <summary>
/// A fault as it is ordered, in one line: <c>TARGET FAULT [at=WHEN] [for=DURATION] [probability=0..1] [times=N] [ms=N] [wh=N] [code=N] [limit=N]</c>.
/// When and for how long are of the market's clock, milliseconds within an answer are real.
/// </summary>
/// <param name="Target">The name of a meter, a line, an edge, or a component as in edge/meter0; * is everything.</param>
/// <param name="Kind">What is wrong.</param>
public sealed record FaultOrder(string Target, FaultKind Kind)
{
    /// <summary>An instant of the clock; null if it is told by <see cref="After"/>.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>So long after the order was placed; with a plant file, after the start.</summary>
    public TimeSpan After { get; init; }

    /// <summary>How long it lasts; null for until it is lifted.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>Of a million requests, so many are struck. A fault that is a state ignores it.</summary>
    public int PartsPerMillion { get; init; } = 1_000_000;

    /// <summary>It strikes so many requests and no more; null for all. A fault that is a state ignores it.</summary>
    public int? Times { get; init; }

    /// <summary>Real milliseconds.</summary>
    public int? Milliseconds { get; init; }

    public long? WattHours { get; init; }

    /// <summary>A Modbus exception or an HTTP status.</summary>
    public int? Code { get; init; }

    public int? Limit { get; init; }

    /// <exception cref="FormatException">It is no order; the message says what is expected.</exception>
    public static FaultOrder Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
        {
            throw new FormatException($"'{line}' is no order of a fault: expected TARGET FAULT [at=…] [for=…] [probability=…] [times=…] [ms=…] [wh=…] [code=…] [limit=…].");
        }

        var order = new FaultOrder(words[0], FaultNames.Parse(words[1]));
        foreach (var word in words.AsSpan(2))
        {
            order = word.Split('=', 2) is [var key, var value] ? With(order, key, value) : throw new FormatException($"'{word}' is not of the form key=value.");
        }

        return order;
    }

    public override string ToString()
    {
        var words = new List<string> { Target, FaultNames.Of(Kind) };
        Add("at", At?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture));
        Add("at", After > TimeSpan.Zero ? Durations.Text(After) : null);
        Add("for", For is { } duration ? Durations.Text(duration) : null);
        Add("probability", PartsPerMillion < 1_000_000 ? (PartsPerMillion / 1e6m).ToString("0.######", CultureInfo.InvariantCulture) : null);
        Add("times", Times?.ToString(CultureInfo.InvariantCulture));
        Add("ms", Milliseconds?.ToString(CultureInfo.InvariantCulture));
        Add("wh", WattHours?.ToString(CultureInfo.InvariantCulture));
        Add("code", Code?.ToString(CultureInfo.InvariantCulture));
        Add("limit", Limit?.ToString(CultureInfo.InvariantCulture));
        return string.Join(' ', words);

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                words.Add($"{key}={value}");
            }
        }
    }

    static FaultOrder With(FaultOrder order, string key, string value) => key switch
    {
        "at" when Instant(value) is { } instant => order with { At = instant },
        "at" => order with { After = Durations.Parse(value) },
        "for" => order with { For = Durations.Parse(value) },
        "probability" when decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var chance) && chance <= 1 =>
            order with { PartsPerMillion = (int)(chance * 1_000_000) },
        "times" => order with { Times = Number(key, value, 1, int.MaxValue) },
        "ms" => order with { Milliseconds = Number(key, value, 0, 600_000) },
        "wh" => order with { WattHours = Number(key, value, 1, int.MaxValue) },
        "code" => order with { Code = Number(key, value, 1, 599) },
        "limit" => order with { Limit = Number(key, value, 0, 1_000) },
        _ => throw new FormatException($"'{key}={value}' is not understood: at (an instant such as 2026-06-21T11:00:00Z, or 5m after the start), for (30s), probability (0 to 1), times, ms, wh, code, limit."),
    };

    static DateTimeOffset? Instant(string value) =>
        DateTimeOffset.TryParseExact(
            value, ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFF'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : null;

    static int Number(string key, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{key}={value} must be a whole number from {least} to {most}."));
}
