using System.Globalization;
using LocalEnergyMarket.Backend.PlantModels.Calendar;

namespace LocalEnergyMarket.Backend.PlantModels.LoadProfiles;

/// <summary>A standard load profile of the BDEW (2025): kWh a quarter hour at 1,000,000 kWh a year, by month, type of day and quarter hour.</summary>
public sealed class LoadProfileTable
{
    public const int Quarters = 96;
    const int Months = 12;
    const int DayTypeCount = 3;
    const decimal LargestValue = 10_000;

    static readonly string[] MonthNames =
        ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"];

    static readonly string[] DayNames = ["SA", "FT", "WT"];

    readonly decimal[,,] _values = new decimal[Months, DayTypeCount, Quarters];

    LoadProfileTable(string name) => Name = name;

    /// <summary>For example <c>H25</c>.</summary>
    public string Name { get; }

    /// <summary>kWh at 1,000,000 kWh a year, before the dynamisation.</summary>
    /// <param name="month">1 to 12.</param>
    /// <param name="quarter">On the clock, 0 to 95.</param>
    public decimal this[int month, DayType day, int quarter] => _values[month - 1, (int)day, quarter];

    /// <summary>
    /// Reads a table as the BDEW publishes it, saved as CSV: a line of months, a line of <c>SA</c>, <c>FT</c>, <c>WT</c>, 96 lines that begin with
    /// <c>00:00-00:15</c>. Fields are separated by commas with decimal points, or by semicolons with decimal commas.
    /// </summary>
    /// <exception cref="PlantModelException">The file has another form, or a number is not one; the message names the line.</exception>
    public static LoadProfileTable Read(string name, TextReader text)
    {
        var table = new LoadProfileTable(name);
        var lines = text.ReadToEnd().Split('\n').Select(line => line.TrimEnd('\r').TrimStart('\uFEFF')).Where(line => line.Length > 0).ToList();
        if (lines.Count != Quarters + 2)
        {
            throw new PlantModelException($"The load profile {name} has {lines.Count} lines; it should have 98: months, types of day, 96 quarter hours.");
        }

        var separator = lines[0].Contains(';', StringComparison.Ordinal) ? ';' : ',';
        var columns = Columns(name, lines[0].Split(separator), lines[1].Split(separator));
        for (var quarter = 0; quarter < Quarters; quarter++)
        {
            table.Fill(quarter, lines[quarter + 2].Split(separator), columns, separator);
        }

        return table;
    }

    /// <summary>Which month and type of day each column after the first is.</summary>
    static (int Month, int Day)[] Columns(string name, string[] months, string[] days)
    {
        var columns = months.Zip(days).Skip(1)
            .Select(column => (Month: Array.IndexOf(MonthNames, column.First.Trim()), Day: Array.IndexOf(DayNames, column.Second.Trim())))
            .ToArray();
        return months.Length == days.Length && columns.Length == Months * DayTypeCount && columns.Distinct().Count() == columns.Length
            && !columns.Any(column => column.Month < 0 || column.Day < 0)
            ? columns
            : throw new PlantModelException($"The load profile {name} must have in lines 1 and 2 each of Januar to Dezember with each of SA, FT and WT once.");
    }

    void Fill(int quarter, string[] fields, (int Month, int Day)[] columns, char separator)
    {
        var line = quarter + 3;
        var start = new TimeOnly(quarter / 4, quarter % 4 * 15).ToString("HH:mm", CultureInfo.InvariantCulture);
        if (fields.Length != columns.Length + 1 || !fields[0].Trim().StartsWith(start, StringComparison.Ordinal))
        {
            throw new PlantModelException($"The load profile {Name}, line {line}: it should begin with {start} and have {columns.Length} numbers.");
        }

        for (var i = 0; i < columns.Length; i++)
        {
            var field = separator == ';' ? fields[i + 1].Replace(',', '.') : fields[i + 1];
            _values[columns[i].Month, columns[i].Day, quarter] =
                decimal.TryParse(field.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value < LargestValue
                    ? value
                    : throw new PlantModelException($"The load profile {Name}, line {line}: '{fields[i + 1]}' is not an amount of kWh such as 22.152.");
        }
    }
}
