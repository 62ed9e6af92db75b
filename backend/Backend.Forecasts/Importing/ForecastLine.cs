using System.Globalization;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Importing;

/// <summary>One line of a forecast file.</summary>
sealed record ForecastLine(string UnitNumber, Timeslot Timeslot, string Direction, WattHours Energy)
{
    /// <param name="field">The text of a column.</param>
    /// <exception cref="FormatException">A field is not right; the message says which, what it holds, and what it should.</exception>
    public static ForecastLine Parse(Func<string, string> field)
    {
        var start = Instant("start_utc", field("start_utc"));
        var end = Instant("end_utc", field("end_utc"));
        if (start.ToUnixTimeSeconds() % Timeslot.Seconds != 0 || start.Millisecond != 0)
        {
            throw new FormatException($"start_utc '{field("start_utc")}' is not on a quarter hour");
        }

        var timeslot = new Timeslot(start.ToUnixTimeSeconds());
        if (end != timeslot.End)
        {
            throw new FormatException($"end_utc '{field("end_utc")}' is not 15 minutes after start_utc");
        }

        if (field("mastr") is not { Length: > 0 } unit)
        {
            throw new FormatException("mastr is empty: write the unit's MaStR number");
        }

        var direction = field("direction");
        return direction is "generation" or "consumption"
            ? new(unit, timeslot, direction, ReadEnergy(field("kwh")))
            : throw new FormatException($"direction '{direction}' is neither generation nor consumption");
    }

    public Belief AddTo(Belief belief) => Direction == "generation"
        ? belief with { Production = Energy }
        : belief with { Consumption = Energy };

    static DateTimeOffset Instant(string column, string text) =>
        DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : throw new FormatException($"{column} '{text}' is not an instant in UTC such as 2026-06-21T12:15:00Z");

    static WattHours ReadEnergy(string text)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var kilowattHours) || kilowattHours > 1_000_000_000)
        {
            throw new FormatException($"kwh '{text}' is not an amount of energy such as 0.625 (decimal point, not negative)");
        }

        var wattHours = kilowattHours * 1000;
        return wattHours == decimal.Truncate(wattHours)
            ? new((long)wattHours)
            : throw new FormatException($"kwh '{text}' is finer than a watt-hour: at most three places");
    }
}
