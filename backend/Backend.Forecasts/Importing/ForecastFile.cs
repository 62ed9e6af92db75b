using System.Globalization;
using CsvHelper;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Importing;

/// <summary>
/// Reads a forecast file: <c>start_utc;end_utc;mastr;direction;kwh</c>, a line a unit, timeslot and direction (<c>generation</c>,
/// <c>consumption</c>), kWh with a decimal point and at most three places. Every line is checked, and all that is wrong is reported.
/// </summary>
public static class ForecastFile
{
    const int MostErrors = 20;

    static readonly CsvReaderOptions Format = new()
    {
        Separator = ';', HasHeader = true, TrackLineNumbers = true, TrimWhitespace = true, FieldCountMismatch = CsvFieldCountHandling.Allow,
        MissingField = CsvMissingFieldHandling.ReturnEmpty,
    };

    static readonly string[] Columns = ["start_utc", "end_utc", "mastr", "direction", "kwh"];

    /// <exception cref="ForecastException">At least one line is wrong; nothing may be taken.</exception>
    public static async Task<IReadOnlyList<Belief>> ReadAsync(TextReader text, string source, DateTimeOffset believedAt, CancellationToken cancellation)
    {
        await using var csv = CsvReader.Create(text, Format, leaveOpen: true);
        await ReadHeaderAsync(csv, cancellation);
        var beliefs = new Dictionary<(string, Timeslot), Belief>();
        var errors = new List<string>();
        var seen = new HashSet<(string, Timeslot, string)>();
        while (errors.Count < MostErrors && await csv.ReadAsync(cancellation))
        {
            try
            {
                var line = ForecastLine.Parse(csv.GetString);
                if (!seen.Add((line.UnitNumber, line.Timeslot, line.Direction)))
                {
                    throw new FormatException($"{line.UnitNumber} has the timeslot {line.Timeslot} twice for {line.Direction}");
                }

                var key = (line.UnitNumber, line.Timeslot);
                beliefs[key] = line.AddTo(beliefs.GetValueOrDefault(key, new(line.UnitNumber, line.Timeslot, WattHours.Zero, WattHours.Zero, believedAt, source)));
            }
            catch (FormatException e)
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"line {csv.LineNumber}: {e.Message}"));
            }
        }

        if (errors.Count > 0 || beliefs.Count == 0)
        {
            throw new ForecastException(
                errors.Count == 0 ? $"{source} has no values." : $"{source} was refused and nothing of it taken: {string.Join("; ", errors)}.");
        }

        return [.. beliefs.Values];
    }

    static async Task ReadHeaderAsync(CsvReader csv, CancellationToken cancellation)
    {
        await csv.ReadHeaderAsync(cancellation);
        if (csv.Headers.Count == 0)
        {
            throw new ForecastException("The file is empty.");
        }

        if (Array.Find(Columns, column => !csv.TryGetFieldIndex(column, out _)) is { } missing)
        {
            throw new ForecastException($"line 1: the column {missing} is missing; the first line must be {string.Join(';', Columns)}.");
        }
    }
}
