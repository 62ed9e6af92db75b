using System.Globalization;

namespace LocalEnergyMarket.Backend.PlantModels.Wind;

/// <summary>Reads a power curve: the line <c>speed_ms;power_kw</c>, then a line a point with decimal points, speeds rising.</summary>
public static class PowerCurveFile
{
    const string Header = "speed_ms;power_kw";

    /// <exception cref="PlantModelException">A line is wrong; the message names it.</exception>
    public static PowerCurve Read(TextReader text)
    {
        if (text.ReadLine()?.Trim().TrimStart('\uFEFF') != Header)
        {
            throw new PlantModelException($"line 1: a power curve begins with the line {Header}.");
        }

        var points = new List<CurvePoint>();
        for (var number = 2; text.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                points.Add(Point(number, line.Split(';')));
            }
        }

        return new(points);
    }

    static CurvePoint Point(int number, string[] fields) =>
        fields.Length == 2
        && double.TryParse(fields[0], NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var speed)
        && double.TryParse(fields[1], NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var kilowatts)
            ? new(speed, kilowatts * 1000)
            : throw new PlantModelException(string.Create(CultureInfo.InvariantCulture, $"line {number}: a point is a wind speed and a power such as 7.5;850."));
}
