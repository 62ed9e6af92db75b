using System.Globalization;

namespace LocalEnergyMarket.Backend.PlantModels.Weather;

/// <summary>
/// Reads weather from CSV, for services other than the German Weather Service's. The first line names the columns, in any order, separated by semicolons or commas;
/// numbers have a decimal point; an empty field is not known. Required: <c>station</c>, <c>latitude</c>, <c>longitude</c>, <c>issued_utc</c>,
/// <c>time_utc</c> (the end of the step), <c>minutes</c> (15, 30 or 60), <c>global_wm2</c>, <c>temperature_c</c>, <c>wind_ms</c> (at 10 m). Optional:
/// <c>elevation_m</c>, <c>cloud_percent</c>, <c>pressure_pa</c> (at sea level), <c>direct_wm2</c>, <c>diffuse_wm2</c>.
/// </summary>
public static class WeatherCsv
{
    const int MostLines = 5_000_000;

    static readonly string[] Required =
        ["station", "latitude", "longitude", "issued_utc", "time_utc", "minutes", "global_wm2", "temperature_c", "wind_ms"];

    static readonly string[] Optional = ["elevation_m", "cloud_percent", "pressure_pa", "direct_wm2", "diffuse_wm2"];

    /// <exception cref="PlantModelException">A column is missing or a line is wrong; the message names it.</exception>
    public static async Task<IReadOnlyList<WeatherForecast>> ReadAsync(TextReader text, CancellationToken cancellation)
    {
        var header = await text.ReadLineAsync(cancellation) ?? throw new PlantModelException("The weather file is empty.");
        var separator = header.Contains(';', StringComparison.Ordinal) ? ';' : ',';
        var columns = header.Split(separator, StringSplitOptions.TrimEntries).Select((name, index) => (name, index)).ToLookup(column => column.name, column => column.index, StringComparer.Ordinal);
        if (Array.Find(Required, name => !columns.Contains(name)) is { } missing)
        {
            throw new PlantModelException($"line 1: the column {missing} is missing. The weather file needs {string.Join(", ", Required)}; it may have {string.Join(", ", Optional)}.");
        }

        var lines = new List<CsvLine>();
        for (var number = 2; await text.ReadLineAsync(cancellation) is { } line; number++)
        {
            if (number > MostLines)
            {
                throw new PlantModelException($"The weather file has more than {MostLines} lines.");
            }

            if (!string.IsNullOrWhiteSpace(line))
            {
                var fields = line.Split(separator, StringSplitOptions.TrimEntries);
                lines.Add(CsvLine.Read(number, column => columns[column] is var at && at.Any() && at.First() < fields.Length ? fields[at.First()] : ""));
            }
        }

        return [.. lines.GroupBy(line => (line.Station.Id, line.IssuedAt)).Select(Forecast)];
    }

    static WeatherForecast Forecast(IEnumerable<CsvLine> lines)
    {
        var steps = lines.OrderBy(line => line.Step.Time).ToList();
        var first = steps[0];
        foreach (var (before, line) in steps.Zip(steps.Skip(1)))
        {
            if (line.Step.Time == before.Step.Time || line.Minutes != first.Minutes || line.Station.Place != first.Station.Place)
            {
                throw new PlantModelException(line.Step.Time == before.Step.Time
                    ? $"line {line.Number}: the station {line.Station.Id} has {line.Step.Time:yyyy-MM-dd'T'HH:mm'Z'} twice."
                    : $"line {line.Number}: the station {line.Station.Id} has another place or another step than in line {first.Number}.");
            }
        }

        return new(first.Station, first.IssuedAt, TimeSpan.FromMinutes(first.Minutes), [.. steps.Select(line => line.Step)]);
    }
}

sealed record CsvLine(int Number, WeatherStation Station, DateTimeOffset IssuedAt, int Minutes, WeatherStep Step)
{
    public static CsvLine Read(int number, Func<string, string> field)
    {
        var station = field("station");
        var place = new GeoPoint(Known("latitude"), Known("longitude"), Value("elevation_m") ?? 0);
        var minutes = (int)Known("minutes");
        var time = Instant("time_utc");
        return station.Length == 0 || !place.IsOnEarth ? throw Wrong("station is empty, or its place is not on earth")
            : minutes is not (15 or 30 or 60) ? throw Wrong($"minutes is {minutes}: write 15, 30 or 60")
            : time.ToUnixTimeSeconds() % (minutes * 60) != 0 ? throw Wrong($"time_utc is not the end of a step of {minutes} minutes")
            : new(number, new(station, station, place), Instant("issued_utc"), minutes, new(
                time, NotNegative("global_wm2"), Value("temperature_c"), NotNegative("wind_ms"), NotNegative("cloud_percent") / 100, NotNegative("pressure_pa"),
                NotNegative("direct_wm2"), NotNegative("diffuse_wm2")));

        double? Value(string column) => field(column) is not { Length: > 0 } text ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
            : throw Wrong($"{column} '{text}' is not a number such as 12.5");

        double Known(string column) => Value(column) ?? throw Wrong($"{column} is empty");

        double? NotNegative(string column) => Value(column) is not < 0 and var value ? value : throw Wrong($"{column} is negative");

        DateTimeOffset Instant(string column) =>
            DateTimeOffset.TryParseExact(
                field(column), ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
                ? instant
                : throw Wrong($"{column} '{field(column)}' is not an instant such as 2026-06-21T12:00:00Z");

        PlantModelException Wrong(string what) => new(string.Create(CultureInfo.InvariantCulture, $"line {number}: {what}."));
    }
}
