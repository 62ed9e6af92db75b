using System.Globalization;
using LocalEnergyMarket.Backend.PlantModels;
using LocalEnergyMarket.Backend.PlantModels.Choosing;

namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>Reads lists with a line a row, fields separated by semicolons, numbers with a decimal point.</summary>
static class SupplierLists
{
    const string ConsumersHeader = "unit_number;profile;yearly_kwh";
    const string PostcodesHeader = "postcode;latitude;longitude";
    const decimal MostKilowattHours = 1_000_000_000;

    public static IReadOnlyDictionary<string, ConsumptionEstimate> NoConsumers { get; } = new Dictionary<string, ConsumptionEstimate>(StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, GeoPoint> NoPostcodes { get; } = new Dictionary<string, GeoPoint>(StringComparer.Ordinal);

    /// <exception cref="PlantModelException">A line is wrong; the message names it.</exception>
    public static IReadOnlyDictionary<string, ConsumptionEstimate> Consumers(TextReader text) => Read(text, ConsumersHeader, fields =>
    {
        var right = decimal.TryParse(fields[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yearly)
            && yearly is > 0 and <= MostKilowattHours && fields[1].Length > 0;
        return (right, new ConsumptionEstimate(fields[1], new((long)decimal.Round(Math.Min(yearly, MostKilowattHours) * 1000))));
    });

    /// <exception cref="PlantModelException">A line is wrong; the message names it.</exception>
    public static IReadOnlyDictionary<string, GeoPoint> Postcodes(TextReader text) => Read(text, PostcodesHeader, fields =>
    {
        var place = new GeoPoint(Number(fields[1]), Number(fields[2]));
        return (place.IsOnEarth, place);
    });

    static Dictionary<string, T> Read<T>(TextReader text, string header, Func<string[], (bool Right, T Row)> read)
    {
        if (text.ReadLine()?.Trim() != header)
        {
            throw new PlantModelException($"line 1: it must be {header}");
        }

        var rows = new Dictionary<string, T>(StringComparer.Ordinal);
        for (var number = 2; text.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var fields = line.Split(';', StringSplitOptions.TrimEntries);
            var (right, row) = fields.Length == 3 && fields[0].Length > 0 ? read(fields) : default;
            if (!right || !rows.TryAdd(fields[0], row!))
            {
                throw new PlantModelException(string.Create(CultureInfo.InvariantCulture, $"line {number} is not {header} with a new first field and numbers such as 3500.5"));
            }
        }

        return rows;
    }

    static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
}
