using System.Globalization;
using System.Xml;

namespace LocalEnergyMarket.Backend.PlantModels.Weather;

/// <summary>One station of a MOSMIX file.</summary>
static class MosmixPlacemark
{
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Hourly sums of irradiance in kJ/m² become means in W/m².</summary>
    const double KilojoulesAnHour = 3.6;

    const double KelvinAtZero = 273.15;

    static readonly HashSet<string> Used = new(["Rad1h", "TTT", "FF", "Neff", "N", "PPPP"], StringComparer.Ordinal);

    /// <param name="xml">At the start of the placemark; after it in the end.</param>
    public static async Task<WeatherForecast> ReadAsync(XmlReader xml, MosmixProduct product, CancellationToken cancellation)
    {
        var (id, name, coordinates) = ("", "", "");
        var values = new Dictionary<string, double?[]>(StringComparer.Ordinal);
        using var placemark = xml.ReadSubtree();
        await placemark.ReadAsync();
        while (!placemark.EOF)
        {
            cancellation.ThrowIfCancellationRequested();
            switch (placemark.NodeType == XmlNodeType.Element ? placemark.LocalName : "")
            {
                case "name":
                    id = await placemark.ReadElementContentAsStringAsync();
                    break;
                case "description":
                    name = await placemark.ReadElementContentAsStringAsync();
                    break;
                case "coordinates":
                    coordinates = await placemark.ReadElementContentAsStringAsync();
                    break;
                case "Forecast" when ElementName(placemark) is { } element && Used.Contains(element):
                    values[element] = Values(id, element, await ValueAsync(placemark), product.Times.Count);
                    break;
                default:
                    await placemark.ReadAsync();
                    break;
            }
        }

        return new(
            new(id, name, Place(id, coordinates)),
            product.IssuedAt ?? throw new PlantModelException("The weather file does not say when it was issued (dwd:IssueTime)."),
            Hour,
            [.. product.Times.Select((time, i) => Step(time, element => values.GetValueOrDefault(element)?[i]))]);
    }

    static WeatherStep Step(DateTimeOffset time, Func<string, double?> value) => new(
        time, value("Rad1h") / KilojoulesAnHour, value("TTT") - KelvinAtZero, value("FF"), (value("Neff") ?? value("N")) / 100, value("PPPP"));

    static string? ElementName(XmlReader xml)
    {
        for (var i = 0; i < xml.AttributeCount; i++)
        {
            xml.MoveToAttribute(i);
            if (xml.LocalName == "elementName")
            {
                var value = xml.Value;
                xml.MoveToElement();
                return value;
            }
        }

        xml.MoveToElement();
        return null;
    }

    static async Task<string> ValueAsync(XmlReader placemark)
    {
        while (await placemark.ReadAsync() && placemark.NodeType != XmlNodeType.EndElement)
        {
            if (placemark is { NodeType: XmlNodeType.Element, LocalName: "value" })
            {
                return await placemark.ReadElementContentAsStringAsync();
            }
        }

        return "";
    }

    static double?[] Values(string station, string element, string text, int count)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == count
            ? [.. fields.Select(field => Number(station, element, field))]
            : throw new PlantModelException($"The weather file's station {station} has {fields.Length} values of {element} for {count} time steps.");
    }

    static double? Number(string station, string element, string field) =>
        field == "-" ? null
        : double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
        : throw new PlantModelException($"The weather file's station {station} has '{field}' among the values of {element}.");

    static GeoPoint Place(string station, string coordinates)
    {
        var fields = coordinates.Split(',');
        var place = fields.Length >= 2 && Coordinate(fields[0]) is { } longitude && Coordinate(fields[1]) is { } latitude
            ? new GeoPoint(latitude, longitude, (fields.Length > 2 ? Coordinate(fields[2]) : null) ?? 0)
            : new GeoPoint(double.NaN, double.NaN);
        return place.IsOnEarth
            ? place
            : throw new PlantModelException($"The weather file's station {station} stands at '{coordinates}', which is not longitude,latitude,height.");
    }

    static double? Coordinate(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
