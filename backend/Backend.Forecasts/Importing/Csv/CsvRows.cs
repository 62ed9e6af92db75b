using CsvHelper;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Importing.Csv;

/// <summary>Reads the lines of a forecast.</summary>
sealed class CsvRows(CsvLayout layout, SupplierFormat format, DecimalSign sign, long signLine, SlotTimes times, Problems problems)
{
    readonly Dictionary<string, string> _units = new(StringComparer.Ordinal);
    bool _wrong;

    public long Missing { get; private set; }

    public void Take(CsvReader record)
    {
        _wrong = false;
        var line = record.LineNumber;
        var stamp = Stamp(record, layout.Start ?? layout.End!, layout.Start is null ? layout.EndZone ?? layout.Zone : layout.Zone);
        var end = layout.Start is not null && layout.End is not null ? Stamp(record, layout.End, layout.EndZone) : null;
        var unit = Unit(record);
        var said = Said(record);
        var amounts = new List<(Direction Direction, int Quantile, WattHours Energy)>();
        foreach (var column in layout.Values)
        {
            if (Amount(record, column) is { } energy && unit is not null && DirectionOf(column, said, unit, line) is { } direction)
            {
                amounts.Add((direction, column.Quantile, energy));
            }
        }

        if (_wrong || unit is null || stamp is null)
        {
            return;
        }

        foreach (var way in amounts.GroupBy(amount => amount.Direction))
        {
            if (Forecast(unit, way.Key, [.. way.Select(amount => new Quantile(amount.Quantile, amount.Energy)).OrderBy(q => q.PerMille)], line) is { } forecast)
            {
                times.Add(new(line, stamp.Value, layout.Start is null, end, layout.Date is not null, record.GetString((layout.Start ?? layout.End!).Index), layout.Start ?? layout.End!, layout.End, layout.End is null ? "" : record.GetString(layout.End.Index)), forecast);
            }
        }
    }

    SlotForecast? Forecast(string unit, Direction direction, Quantile[] amounts, long line)
    {
        var expected = amounts[0].PerMille == 0 ? amounts[0] : Array.Find(amounts, amount => amount.PerMille == 500);
        if (expected == default && amounts[0].PerMille != 0 && !Array.Exists(amounts, amount => amount.PerMille == 500))
        {
            Wrong(line, "there are quantiles but no expected value and no p50: write one of them", "es gibt Quantile, aber keinen Erwartungswert und kein p50: eines davon angeben");
            return null;
        }

        Quantile[] quantiles = [.. amounts.Where(amount => amount.PerMille > 0)];
        for (var i = 1; i < quantiles.Length; i++)
        {
            if (quantiles[i].Energy < quantiles[i - 1].Energy)
            {
                Wrong(
                    line, $"{Quantile.Name(quantiles[i].PerMille)} is less than {Quantile.Name(quantiles[i - 1].PerMille)}: exchange the columns or correct the values",
                    $"{Quantile.Name(quantiles[i].PerMille)} ist kleiner als {Quantile.Name(quantiles[i - 1].PerMille)}: Spalten tauschen oder Werte berichtigen");
                return null;
            }
        }

        return new SlotForecast(unit, default, direction, expected.Energy) { Quantiles = quantiles };
    }

    WallTime? Stamp(CsvReader record, CsvColumn column, CsvColumn? zone)
    {
        var text = record.GetString(column.Index);
        var stamp = layout.Date is null ? WallTime.Parse(text)
            : WallTime.ParseDate(record.GetString(layout.Date.Index)) is { } date && WallTime.ParseTime(text) is { } minutes ? new WallTime(date, minutes, null)
            : null;
        if (stamp is not { } read)
        {
            var shown = layout.Date is null ? $"'{text}'" : $"'{record.GetString(layout.Date.Index)}' '{text}'";
            Wrong(record.LineNumber, $"{column.Header} {shown} is no date and time such as 2026-06-21T12:15:00Z or 21.06.2026 12:15", $"{column.Header} {shown} ist kein Zeitpunkt wie 2026-06-21T12:15:00Z oder 21.06.2026 12:15");
            return null;
        }

        if (!read.IsQuarter)
        {
            Wrong(record.LineNumber, $"{column.Header} '{text}' is not on a quarter hour", $"{column.Header} '{text}' liegt nicht auf einer Viertelstunde");
            return null;
        }

        if (zone is null)
        {
            return column.Utc && read.Offset is null ? read with { Offset = TimeSpan.Zero } : read;
        }

        var label = record.GetString(zone.Index);
        if (WallTime.ParseOffset(label) is not { } offset || (read.Offset is { } inline && inline != offset))
        {
            Wrong(record.LineNumber, $"{zone.Header} '{label}' is no zone that fits: write UTC, CET, CEST, MEZ, MESZ or an offset such as +02:00", $"{zone.Header} '{label}' ist keine passende Zone: UTC, CET, CEST, MEZ, MESZ oder einen Abstand wie +02:00 schreiben");
            return null;
        }

        return read with { Offset = offset };
    }

    string? Unit(CsvReader record)
    {
        if (layout.Unit is null)
        {
            return format.UnitNumber;
        }

        var text = record.GetString(layout.Unit.Index);
        if (_units.TryGetValue(text, out var known))
        {
            return known;
        }

        if (UnitName.Resolve(text, format) is { } unit)
        {
            return _units[text] = unit;
        }

        var (what, was) = text.Length == 0 ? ("is empty: write the unit's MaStR number", "ist leer: MaStR-Nummer der Einheit schreiben")
            : ($"'{text}' is no MaStR number and not among the Units of {format.Source}: add it there", $"'{text}' ist keine MaStR-Nummer und steht nicht in Units von {format.Source}: dort eintragen");
        Wrong(record.LineNumber, $"{layout.Unit.Header} {what}", $"{layout.Unit.Header} {was}");
        return null;
    }

    Direction? Said(CsvReader record)
    {
        if (layout.Direction is null)
        {
            return null;
        }

        var text = record.GetString(layout.Direction.Index);
        var direction = CsvColumn.DirectionOf(text);
        if (direction is null)
        {
            Wrong(record.LineNumber, $"{layout.Direction.Header} '{text}' is neither generation nor consumption", $"{layout.Direction.Header} '{text}' ist weder Erzeugung noch Verbrauch");
        }

        return direction;
    }

    Direction? DirectionOf(CsvColumn column, Direction? said, string unit, long line)
    {
        Direction?[] all = [column.Direction, said, format.Direction];
        var known = all.OfType<Direction>().Distinct().ToArray();
        if (known.Length > 1)
        {
            Wrong(line, $"'{column.Header}' is {column.Direction ?? format.Direction}, but the line or the settings say otherwise", $"'{column.Header}' ist {column.Direction ?? format.Direction}, die Zeile oder die Einstellungen sagen aber anderes");
            return null;
        }

        if (known.Length == 1)
        {
            return known[0];
        }

        if (unit.StartsWith("SVE", StringComparison.Ordinal))
        {
            return Direction.Consumption;
        }

        Wrong(line, $"whether {unit} generates or consumes here is not said: add a column direction, or set Direction for the supplier", $"ob {unit} hier erzeugt oder verbraucht, ist nicht gesagt: eine Spalte Richtung ergänzen oder Direction für den Lieferanten setzen");
        return null;
    }

    WattHours? Amount(CsvReader record, CsvColumn column)
    {
        var text = record.GetString(column.Index);
        if (column.Index < record.FieldCount && NumberText.IsMissing(text))
        {
            Missing++;
            return null;
        }

        if (NumberText.Parse(text, sign) is not { } number)
        {
            var other = NumberText.SignOf(text) is { } wrong && wrong != sign && signLine > 0 && signLine != record.LineNumber;
            Wrong(
                record.LineNumber,
                other ? $"{column.Header} '{text}' has a decimal {DecimalSearch.Lower(NumberText.SignOf(text)!.Value)}, but line {signLine} has a decimal {DecimalSearch.Lower(sign)}"
                    : $"{column.Header} '{text}' is not an amount such as {(sign == DecimalSign.Comma ? "0,625" : "0.625")} (not negative, no separators of thousands without decimals)",
                other ? $"{column.Header} '{text}' hat ein anderes Dezimalzeichen als Zeile {signLine}"
                    : $"{column.Header} '{text}' ist keine Menge wie {(sign == DecimalSign.Comma ? "0,625" : "0.625")} (nicht negativ, keine Tausendertrennung ohne Dezimalstellen)");
            return null;
        }

        var (energy, problem) = EnergyText.Of(number, column.Measure ?? format.Measure!.Value, format.Round);
        if (problem is { } known)
        {
            Wrong(record.LineNumber, $"{column.Header} '{text}' {known.English}", $"{column.Header} '{text}' {known.German}");
            return null;
        }

        return energy;
    }

    void Wrong(long line, string english, string german)
    {
        _wrong = true;
        problems.Add(line, english, german);
    }
}
