using LocalEnergyMarket.Backend.PlantModels;
using LocalEnergyMarket.Backend.PlantModels.LoadProfiles;
using LocalEnergyMarket.Backend.PlantModels.Wind;

namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>
/// Reads the supplier's files, again when they have changed. One that is wrong is not used, and what is wrong with it is said in every run until it
/// is right.
/// </summary>
sealed class SupplierFiles(OwnForecastOptions options)
{
    (string Stamp, SupplierTables Tables)? _read;

    /// <exception cref="InvalidDataException">A folder or a file that is configured is not there.</exception>
    public void CheckPaths()
    {
        CheckPath(nameof(options.ProfilesFolder), options.ProfilesFolder, Directory.Exists);
        CheckPath(nameof(options.CurvesFolder), options.CurvesFolder, Directory.Exists);
        CheckPath(nameof(options.ConsumersFile), options.ConsumersFile, File.Exists);
        CheckPath(nameof(options.PostcodesFile), options.PostcodesFile, File.Exists);
    }

    public SupplierTables Read()
    {
        var paths = new[] { options.ConsumersFile, options.PostcodesFile }.Where(File.Exists).Concat(Csv(options.ProfilesFolder)).Concat(Csv(options.CurvesFolder)).ToList();
        var stamp = string.Join('\n', paths.Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O} {new FileInfo(path).Length}"));
        if (_read is not { } read || read.Stamp != stamp)
        {
            read = (stamp, ReadAll());
            _read = read;
        }

        return read.Tables;
    }

    SupplierTables ReadAll()
    {
        var problems = new List<string>();
        var tables = Each(Csv(options.ProfilesFolder), (name, text) => LoadProfileTable.Read(name, text), problems);
        var curves = Each(Csv(options.CurvesFolder), (_, text) => PowerCurveFile.Read(text), problems);
        var consumers = Each(One(options.ConsumersFile), (_, text) => SupplierLists.Consumers(text), problems);
        var postcodes = Each(One(options.PostcodesFile), (_, text) => SupplierLists.Postcodes(text), problems);
        return new(
            new(tables.Select(table => table.Value)),
            consumers.Select(pair => pair.Value).FirstOrDefault() ?? SupplierLists.NoConsumers,
            postcodes.Select(pair => pair.Value).FirstOrDefault() ?? SupplierLists.NoPostcodes,
            curves.ToDictionary(StringComparer.OrdinalIgnoreCase),
            problems);
    }

    static List<KeyValuePair<string, T>> Each<T>(IEnumerable<string> paths, Func<string, TextReader, T> read, List<string> problems)
    {
        var all = new List<KeyValuePair<string, T>>();
        foreach (var path in paths)
        {
            var name = Path.GetFileNameWithoutExtension(path);
            try
            {
                using var text = new StreamReader(path);
                all.Add(new(name, read(name, text)));
            }
            catch (Exception e) when (e is PlantModelException or IOException or UnauthorizedAccessException)
            {
                problems.Add($"{Path.GetFileName(path)} is not used: {e.Message}");
            }
        }

        return all;
    }

    static void CheckPath(string key, string path, Func<string, bool> exists)
    {
        if (path.Length > 0 && !exists(path))
        {
            throw new InvalidDataException($"Forecasts:Own:{key}: there is no {path}.");
        }
    }

    static IEnumerable<string> One(string path) => path.Length > 0 ? [path] : [];

    /// <summary>Files whose names differ only by upper and lower case are the same type or profile: the first of them counts.</summary>
    static IEnumerable<string> Csv(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal).DistinctBy(Path.GetFileName, StringComparer.OrdinalIgnoreCase)
        : [];
}
