using System.IO.Enumeration;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Backend.Forecasts.Importing.Csv;
using LocalEnergyMarket.Backend.Server.Hosting;

namespace LocalEnergyMarket.Backend.Server.Forecasts;

/// <summary>What the suppliers' files are like, as configured.</summary>
sealed partial class SupplierFormats
{
    readonly List<(SupplierFormat Format, string Files)> _suppliers = [];

    /// <exception cref="InvalidDataException">A key is not right; the message names it.</exception>
    public SupplierFormats(IEnumerable<SupplierOptions> suppliers)
    {
        foreach (var (options, index) in suppliers.Select((options, index) => (options, index)))
        {
            var key = $"Forecasts:Suppliers:{index}";
            _suppliers.Add((FormatOf(options, key), options.Files));
            Setting.Use($"{key}:Name", () => IsNew(options.Name) ? true : throw new FormatException($"there are two suppliers called {options.Name}"));
        }
    }

    public IEnumerable<string> Names => _suppliers.Select(supplier => supplier.Format.Source);

    /// <summary>The settings of a supplier; null if there is none of that name.</summary>
    public SupplierFormat? Named(string name) => _suppliers.Find(supplier => string.Equals(supplier.Format.Source, name, StringComparison.OrdinalIgnoreCase)).Format;

    /// <summary>The settings for a file by its name; those of nobody if no supplier's pattern fits.</summary>
    public SupplierFormat Of(string fileName) =>
        _suppliers.Find(supplier => supplier.Files.Length > 0 && FileSystemName.MatchesSimpleExpression(supplier.Files, Path.GetFileName(fileName))).Format ?? new();

    /// <summary>The settings for a file in a supplier's folder, or in the folder itself; null: the folder is nobody's.</summary>
    public SupplierFormat? InFolder(string supplier, string fileName) => supplier.Length == 0 ? Of(fileName) : Named(supplier);

    static SupplierFormat FormatOf(SupplierOptions options, string key) => new()
    {
        Source = Setting.Use($"{key}:Name", () => NameForm.IsMatch(options.Name) && options.Name != SupplierFormat.Unnamed ? options.Name
            : throw new FormatException($"'{options.Name}' cannot be a supplier's name: write 1 to 64 letters, digits and dashes; '{SupplierFormat.Unnamed}' is taken")),
        Zone = options.Zone.Length == 0 ? null : Setting.Use($"{key}:Zone", () => FileZone.Parse(options.Zone)),
        Stamp = options.Stamp,
        Decimals = options.Decimals,
        Measure = options.Measure,
        Direction = options.Direction,
        UnitNumber = options.UnitNumber.Length == 0 ? null : Setting.Use($"{key}:UnitNumber", () => NumberOf(options.UnitNumber)),
        Columns = Setting.Use($"{key}:Columns", () => ColumnsOf(options.Columns)),
        Units = Setting.Use($"{key}:{(options.UnitsFile.Length > 0 ? nameof(options.UnitsFile) : nameof(options.Units))}", () => UnitsOf(options)),
        WholeDays = options.WholeDays,
        Round = options.Round,
        Kind = options.Kind is null or ForecastKind.Delivered or ForecastKind.History ? options.Kind
            : throw new InvalidDataException($"{key}:Kind: what a supplier sends is Delivered or History"),
    };

    static Dictionary<string, string> ColumnsOf(IDictionary<string, string> columns)
    {
        foreach (var role in columns.Keys.Where(role => !Enum.TryParse<ColumnRole>(role, ignoreCase: true, out _) && !Enum.TryParse<Direction>(role, ignoreCase: true, out _) && !QuantileForm.IsMatch(role)))
        {
            throw new FormatException($"'{role}' is no role: write {string.Join(", ", Enum.GetNames<ColumnRole>().Concat(Enum.GetNames<Direction>()))}, or a quantile such as p90");
        }

        return new Dictionary<string, string>(columns, StringComparer.OrdinalIgnoreCase);
    }

    static Dictionary<string, string> UnitsOf(SupplierOptions options)
    {
        var units = options.Units.ToDictionary(pair => pair.Key, pair => NumberOf(pair.Value), StringComparer.Ordinal);
        foreach (var (line, index) in options.UnitsFile.Length == 0 ? [] : File.ReadLines(options.UnitsFile).Select((line, index) => (line.Trim(), index)))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                var parts = line.Split(';', StringSplitOptions.TrimEntries);
                units[parts.Length == 2 && parts[0].Length > 0 ? parts[0] : throw new FormatException($"line {index + 1} of {options.UnitsFile} is not 'id;MaStR number'")] = NumberOf(parts[1]);
            }
        }

        return units;
    }

    static string NumberOf(string text) => UnitForm.IsMatch(text) ? text : throw new FormatException($"'{text}' is no MaStR number (SEE…, SVE…)");

    bool IsNew(string name) => _suppliers.Count(supplier => string.Equals(supplier.Format.Source, name, StringComparison.OrdinalIgnoreCase)) == 1;

    [GeneratedRegex("^[A-Za-z0-9-]{1,64}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    static partial Regex NameForm { get; }

    [GeneratedRegex("^[A-Z]{3}[0-9]{12}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    static partial Regex UnitForm { get; }

    [GeneratedRegex("^[pP][0-9]{1,2}([.][0-9])?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    static partial Regex QuantileForm { get; }
}
