using LocalEnergyMarket.Backend.PlantModels;
using LocalEnergyMarket.Backend.PlantModels.Weather;

namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>The weather at hand near the plants.</summary>
/// <param name="Problems">What is wrong with files that are not used.</param>
sealed record WeatherAtHand(IReadOnlyList<WeatherForecast> Forecasts, IReadOnlyList<string> Problems);

/// <summary>
/// Reads the weather folder. Of files with all stations only those near a plant are kept; a file is read again when it, or where the plants are, has changed.
/// A file that cannot be read is not used; the others are.
/// </summary>
sealed class WeatherShelf(WeatherOptions options)
{
    static readonly MosmixLimits Limits = new();

    readonly Dictionary<string, (string Stamp, WeatherAtHand Weather)> _files = new(StringComparer.Ordinal);

    /// <param name="places">Where the plants are.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<WeatherAtHand> ReadAsync(IReadOnlyCollection<GeoPoint> places, CancellationToken cancellation)
    {
        // Weather changes within kilometres, and a cell of a tenth of a degree is enough to find the stations around.
        var cells = places.Select(place => new GeoPoint(Math.Round(place.Latitude, 1), Math.Round(place.Longitude, 1))).ToHashSet();
        var cellStamp = string.Join(' ', cells.OrderBy(cell => (cell.Latitude, cell.Longitude)));
        var paths = options.Folder.Length > 0 && Directory.Exists(options.Folder)
            ? Directory.EnumerateFiles(options.Folder).Where(path => Kind(path).Length > 0).Order(StringComparer.Ordinal).ToList()
            : [];
        foreach (var gone in _files.Keys.Except(paths, StringComparer.Ordinal).ToList())
        {
            _files.Remove(gone);
        }

        foreach (var path in paths)
        {
            var file = new FileInfo(path);
            var stamp = $"{file.LastWriteTimeUtc:O} {file.Length} {cellStamp}";
            if (!_files.TryGetValue(path, out var known) || known.Stamp != stamp)
            {
                _files[path] = (stamp, await ReadFileAsync(path, cells, cancellation));
            }
        }

        return new([.. _files.Values.SelectMany(file => file.Weather.Forecasts)], [.. _files.Values.SelectMany(file => file.Weather.Problems)]);
    }

    async Task<WeatherAtHand> ReadFileAsync(string path, HashSet<GeoPoint> cells, CancellationToken cancellation)
    {
        var near = new List<WeatherForecast>();
        try
        {
            await using var file = File.OpenRead(path);
            if (Kind(path) == ".csv")
            {
                using var text = new StreamReader(file);
                near.AddRange((await WeatherCsv.ReadAsync(text, cancellation)).Where(IsNear));
            }
            else
            {
                await foreach (var forecast in MosmixReader.ReadAsync(file, Limits, cancellation))
                {
                    near.AddRange(IsNear(forecast) ? [forecast] : []);
                }
            }

            return new(near, []);
        }
        catch (Exception e) when (e is PlantModelException or IOException or UnauthorizedAccessException)
        {
            return new([], [$"{Path.GetFileName(path)} is not used: {e.Message}"]);
        }

        // A cell's corner lies up to 8 km from its middle.
        bool IsNear(WeatherForecast forecast) => cells.Any(cell => cell.KilometresTo(forecast.Station.Place) <= options.MostKilometres + 8);
    }

    static string Kind(string path)
    {
        var kind = Path.GetExtension(path).ToLowerInvariant();
        return kind is ".kml" or ".kmz" or ".csv" ? kind : "";
    }
}
