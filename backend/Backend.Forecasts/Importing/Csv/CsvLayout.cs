namespace LocalEnergyMarket.Backend.Forecasts.Importing.Csv;

/// <summary>Which columns a file has, and what holds for all of its lines.</summary>
/// <param name="Start">The column of starts; null if only ends are given.</param>
/// <param name="End">The column of ends; null if only starts are given.</param>
/// <param name="Date">The date's column, where times stand in columns of their own.</param>
sealed record CsvLayout(
    CsvColumn? Start, CsvColumn? End, CsvColumn? Date, CsvColumn? Zone, CsvColumn? EndZone, CsvColumn? Unit, CsvColumn? Direction, IReadOnlyList<CsvColumn> Values)
{
    /// <summary>The columns of a header and the settings; what is missing or contradicts is told.</summary>
    /// <returns>Null if the file cannot be read by this.</returns>
    public static CsvLayout? Of(IReadOnlyList<string> headers, SupplierFormat format, Problems problems)
    {
        var columns = headers.Select((header, index) => CsvColumn.Of(index, header, format.Columns)).ToList();
        foreach (var (role, header) in format.Columns.Where(pair => !headers.Contains(pair.Value, StringComparer.OrdinalIgnoreCase)))
        {
            problems.Add(1, $"the column '{header}' ({role} in the settings of {format.Source}) is missing", $"die Spalte '{header}' ({role} in den Einstellungen von {format.Source}) fehlt");
        }

        foreach (var twice in columns.Where(column => column.Role is not (ColumnRole.Other or ColumnRole.Value)).GroupBy(column => column.Role).Where(same => same.Count() > 1))
        {
            problems.Add(1, $"{twice.Key} is in several columns: {string.Join(", ", twice.Select(column => $"'{column.Header}'"))}; name the right one in Columns", $"{twice.Key} steht in mehreren Spalten: {string.Join(", ", twice.Select(column => $"'{column.Header}'"))}; die richtige in Columns nennen");
        }

        var stamp = Find(ColumnRole.Stamp);
        var date = Find(ColumnRole.Date);
        if (stamp is null && date is not null && Find(ColumnRole.Start) is null && Find(ColumnRole.End) is null)
        {
            (stamp, date) = (date, null);
        }

        var (start, end) = (Find(ColumnRole.Start), Find(ColumnRole.End));
        CheckStamps(start, end, stamp, format, problems);
        (start, end) = stamp is null || start is not null || end is not null ? (start, end) : format.Stamp == StampEdge.End ? (null, stamp) : (stamp, null);
        var layout = new CsvLayout(start, end, date, Find(ColumnRole.Zone), Find(ColumnRole.EndZone), Find(ColumnRole.Unit), Find(ColumnRole.Direction), [.. columns.Where(column => column.Role == ColumnRole.Value)]);
        layout.CheckValues(format, problems);
        return layout.Start is null && layout.End is null || layout.Values.Count == 0 ? null : layout;

        CsvColumn? Find(ColumnRole role) => columns.Find(column => column.Role == role);
    }

    static void CheckStamps(CsvColumn? start, CsvColumn? end, CsvColumn? stamp, SupplierFormat format, Problems problems)
    {
        if (start is null && end is null && stamp is null)
        {
            problems.Add(1, "there is no column with the start or end of the quarter hour: call it start_utc, or name it in Columns", "es gibt keine Spalte mit Anfang oder Ende der Viertelstunde: start_utc nennen oder in Columns angeben");
        }
        else if (start is null && end is null && format.Stamp is null)
        {
            problems.Add(1, $"'{stamp!.Header}' does not say whether it is the start or the end of the quarter hour: set Stamp for the supplier", $"'{stamp.Header}' sagt nicht, ob es Anfang oder Ende der Viertelstunde ist: Stamp für den Lieferanten setzen");
        }
        else if (start is null && end is not null && format.Stamp == StampEdge.Start)
        {
            problems.Add(1, $"'{end.Header}' is the end of the quarter hour, but the settings of {format.Source} say Stamp Start", $"'{end.Header}' ist das Ende der Viertelstunde, die Einstellungen von {format.Source} sagen aber Stamp Start");
        }
        else if (start is not null && end is null && format.Stamp == StampEdge.End)
        {
            problems.Add(1, $"'{start.Header}' is the start of the quarter hour, but the settings of {format.Source} say Stamp End", $"'{start.Header}' ist der Anfang der Viertelstunde, die Einstellungen von {format.Source} sagen aber Stamp End");
        }
    }

    void CheckValues(SupplierFormat format, Problems problems)
    {
        if (Values.Count == 0)
        {
            problems.Add(1, "there is no column with amounts: the column kwh is missing, or name another in Columns", "es gibt keine Spalte mit Mengen: die Spalte kwh fehlt, oder eine andere in Columns angeben");
        }

        foreach (var value in Values)
        {
            if (value.Measure is null && format.Measure is null)
            {
                problems.Add(1, $"'{value.Header}' does not say what its numbers are: write kWh or kW into the header, or set Measure for the supplier", $"'{value.Header}' sagt nicht, was die Zahlen sind: kWh oder kW in die Kopfzeile schreiben oder Measure für den Lieferanten setzen");
            }
            else if (value.Measure is { } said && format.Measure is { } set && said != set)
            {
                problems.Add(1, $"'{value.Header}' is in {said}, but the settings of {format.Source} say {set}", $"'{value.Header}' ist in {said}, die Einstellungen von {format.Source} sagen aber {set}");
            }

            if (value.Direction is { } says && format.Direction is { } setTo && says != setTo)
            {
                problems.Add(1, $"'{value.Header}' is {says}, but the settings of {format.Source} say {setTo}", $"'{value.Header}' ist {says}, die Einstellungen von {format.Source} sagen aber {setTo}");
            }
        }

        foreach (var same in Values.GroupBy(value => (value.Direction, value.Quantile)).Where(same => same.Count() > 1))
        {
            problems.Add(1, $"the columns {string.Join(", ", same.Select(value => $"'{value.Header}'"))} say the same: name the right one in Columns", $"die Spalten {string.Join(", ", same.Select(value => $"'{value.Header}'"))} sagen dasselbe: die richtige in Columns nennen");
        }

        if (Unit is null && format.UnitNumber is null)
        {
            problems.Add(1, "there is no column with the unit: the column mastr is missing, or set UnitNumber for the supplier", "es gibt keine Spalte mit der Einheit: die Spalte mastr fehlt, oder UnitNumber für den Lieferanten setzen");
        }
    }
}
