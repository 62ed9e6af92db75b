using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Importing.Csv;

/// <summary>When a line says that its value is.</summary>
/// <param name="Stamp">The start of the quarter hour, or the end.</param>
/// <param name="End">The end, where both are given.</param>
/// <param name="TimesOnly">Whether the date stands in a column of its own: then an end says nothing of the day.</param>
readonly record struct RowTime(long Line, WallTime Stamp, bool IsEnd, WallTime? End, bool TimesOnly, string Text, CsvColumn Column, CsvColumn? EndColumn, string EndText);

/// <summary>
/// Finds the timeslot of each line. Without a zone in the file, the hour that clocks show twice in autumn is told apart by the order of the
/// lines: the first time is summer time.
/// </summary>
sealed class SlotTimes(SupplierFormat format, SlotCheck check, Problems problems)
{
    readonly List<(RowTime Time, SlotForecast Value)> _doubled = [];
    readonly Dictionary<(string, Direction), WallTime> _last = [];
    bool _zoneMissing;

    /// <param name="value">The value; its timeslot is not known yet.</param>
    public void Add(RowTime time, SlotForecast value)
    {
        time = WithMidnight(time, value);
        var instants = Instants(time);
        if (instants.Length > 1)
        {
            _doubled.Add((time, value));
        }
        else if (instants.Length == 1)
        {
            Place(time, value, instants[0]);
        }
    }

    /// <summary>Places the lines of the doubled hour, when all lines are known.</summary>
    public void ResolveDoubled()
    {
        foreach (var same in _doubled.GroupBy(row => (row.Value.UnitNumber, row.Value.Direction, row.Time.Stamp.Wall)))
        {
            var rows = same.OrderBy(row => row.Time.Line).ToArray();
            if (rows.Length == 2)
            {
                var instants = Instants(rows[0].Time);
                Place(rows[0].Time, rows[0].Value, instants[0]);
                Place(rows[1].Time, rows[1].Value, instants[1]);
                continue;
            }

            problems.Add(
                rows[^1].Time.Line,
                $"{rows[0].Time.Column.Header} '{rows[0].Time.Text}' comes twice on that day's clock and {Times(rows.Length)} in the file: give both hours in order, or write the zone",
                $"{rows[0].Time.Column.Header} '{rows[0].Time.Text}' zeigt die Uhr an dem Tag zweimal, die Datei hat es {rows.Length}-mal: beide Stunden der Reihe nach angeben oder die Zone dazuschreiben");
        }
    }

    static string Times(int count) => count == 1 ? "once" : $"{count} times";

    // Who stamps with the end of the quarter hour may call the end of the day 00:00 of the same day.
    RowTime WithMidnight(RowTime time, SlotForecast value)
    {
        if (!time.IsEnd)
        {
            return time;
        }

        var key = (value.UnitNumber, value.Direction);
        if (time.Stamp.Minutes == 0 && _last.TryGetValue(key, out var last) && last.Date == time.Stamp.Date && last.Minutes == (24 * 60) - 15)
        {
            time = time with { Stamp = time.Stamp with { Minutes = 24 * 60 } };
        }

        _last[key] = time.Stamp;
        return time;
    }

    DateTimeOffset[] Instants(RowTime time)
    {
        if (time.Stamp.Offset is { } offset)
        {
            var instant = new DateTimeOffset(DateTime.SpecifyKind(time.Stamp.Wall - offset, DateTimeKind.Utc));
            if (format.Zone is { } set && set.Wall(instant) != time.Stamp.Wall)
            {
                problems.Add(
                    time.Line, $"{time.Column.Header} '{time.Text}' is not in the zone that the settings of {format.Source} say, {set.Name}",
                    $"{time.Column.Header} '{time.Text}' ist nicht in der Zone, die die Einstellungen von {format.Source} sagen, {set.Name}");
                return [];
            }

            return [instant];
        }

        if (format.Zone is not { } zone)
        {
            if (!_zoneMissing)
            {
                problems.Add(
                    time.Line, $"{time.Column.Header} '{time.Text}' has no zone: write an instant in UTC such as 2026-06-21T12:15:00Z, or set Zone for the supplier",
                    $"{time.Column.Header} '{time.Text}' hat keine Zone: einen Zeitpunkt in UTC wie 2026-06-21T12:15:00Z schreiben oder Zone für den Lieferanten setzen");
            }

            _zoneMissing = true;
            return [];
        }

        var instants = zone.Instants(time.Stamp.Wall);
        if (instants.Length == 0)
        {
            problems.Add(
                time.Line, $"{time.Column.Header} '{time.Text}' does not exist: clocks in {zone.Name} skip it on that day",
                $"{time.Column.Header} '{time.Text}' gibt es nicht: die Uhren in {zone.Name} überspringen es an dem Tag");
        }

        return instants;
    }

    void Place(RowTime time, SlotForecast value, DateTimeOffset instant)
    {
        var timeslot = new Timeslot(instant.ToUnixTimeSeconds());
        timeslot = time.IsEnd ? timeslot.Plus(-1) : timeslot;
        if (time.End is { } end && !Fits(end, time, timeslot.End))
        {
            problems.Add(
                time.Line, $"{time.EndColumn!.Header} '{time.EndText}' is not 15 minutes after {time.Column.Header} '{time.Text}'",
                $"{time.EndColumn.Header} '{time.EndText}' liegt nicht 15 Minuten nach {time.Column.Header} '{time.Text}'");
            return;
        }

        check.Add(value with { Timeslot = timeslot }, time.Line);
    }

    bool Fits(WallTime end, RowTime time, DateTimeOffset expected)
    {
        if (end.Offset is { } offset && !time.TimesOnly)
        {
            return end.Wall == (expected + offset).UtcDateTime;
        }

        var places = new List<DateTime>();
        if (end.Offset is { } label)
        {
            places.Add((expected + label).UtcDateTime);
        }
        else
        {
            places.Add((format.Zone ?? FileZone.Berlin).Wall(expected));
            places.AddRange(time.Stamp.Offset is { } same ? [(expected + same).UtcDateTime] : []);
        }

        return places.Exists(wall => time.TimesOnly ? wall.TimeOfDay.TotalMinutes == end.Minutes % (24 * 60)
            : wall == end.Wall || (end.Minutes == 0 && wall == end.Wall.AddDays(1) && time.Stamp.Date == end.Date));
    }
}
