using System.Globalization;

namespace LocalEnergyMarket.Backend.PlantModels.Mastr;

/// <summary>A unit's record in the Marktstammdatenregister, as the export has it: texts by name, catalogue values by id.</summary>
public sealed class MastrFields
{
    readonly Dictionary<string, string> _fields;

    /// <param name="fields">Names count without regard to case: the register spells them in several ways.</param>
    public MastrFields(IEnumerable<KeyValuePair<string, string>> fields)
    {
        _fields = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in fields)
        {
            _fields[name] = value;
        }
    }

    /// <summary>The text of a field; empty where there is none.</summary>
    public string Text(string name) => _fields.GetValueOrDefault(name, "").Trim();

    /// <summary>A number above zero; null where there is none.</summary>
    public double? Positive(string name) => Number(name) is > 0 and var value ? value : null;

    /// <summary>A catalogue value's id; null where there is none.</summary>
    public int? Id(string name) => int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Where it stands; null where the register does not tell, as for private plants up to 30 kW.</summary>
    public GeoPoint? Place => Number("Breitengrad") is { } latitude && Number("Laengengrad") is { } longitude
        && new GeoPoint(latitude, longitude) is { IsOnEarth: true } place ? place : null;

    double? Number(string name) =>
        double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
