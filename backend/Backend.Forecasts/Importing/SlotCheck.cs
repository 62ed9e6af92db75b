using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Importing;

/// <summary>Collects a file's values and checks each against the others: nothing twice, no more than the unit can, whole days.</summary>
/// <param name="powers">What the units' register says of their power; a unit that is not there is not checked.</param>
sealed class SlotCheck(SupplierFormat format, IReadOnlyDictionary<string, Watts> powers, Problems problems)
{
    readonly Dictionary<(string Unit, Direction Direction, Timeslot Timeslot), long> _lines = [];
    readonly List<SlotForecast> _values = [];

    public IReadOnlyList<SlotForecast> Values => _values;

    /// <summary>Whether it is more than the unit can. A tenth above the register's power is let pass: data sheets are rounded, and cold modules do more.</summary>
    public static bool IsTooMuch(SlotForecast value, IReadOnlyDictionary<string, Watts> powers) =>
        value.Direction == Direction.Production && powers.TryGetValue(value.UnitNumber, out var power) && power.Value > 0
        && value.Energy.Value > (power.Value * 11 / 40) + 1;

    public void Add(SlotForecast value, long line)
    {
        if (!_lines.TryAdd((value.UnitNumber, value.Direction, value.Timeslot), line))
        {
            var first = _lines[(value.UnitNumber, value.Direction, value.Timeslot)];
            problems.Add(
                line,
                $"{value.UnitNumber} has the timeslot {value.Timeslot} twice for {English(value.Direction)}, first in line {first}: leave one out",
                $"{value.UnitNumber} hat die Viertelstunde {value.Timeslot} zweimal für {German(value.Direction)}, zuerst in Zeile {first}: eine weglassen");
            return;
        }

        if (IsTooMuch(value, powers))
        {
            problems.Add(
                line,
                $"{value.Energy} in a quarter hour is more than {value.UnitNumber} can produce ({powers[value.UnitNumber]}): check the unit of measure",
                $"{value.Energy} in einer Viertelstunde ist mehr, als {value.UnitNumber} erzeugen kann ({powers[value.UnitNumber]}): Maßeinheit prüfen");
            return;
        }

        _values.Add(value);
    }

    /// <summary>Each day in the file has its 92, 96 or 100 quarter hours.</summary>
    public void CheckDays(FileZone zone)
    {
        if (!format.WholeDays)
        {
            return;
        }

        foreach (var day in _lines.GroupBy(pair => (pair.Key.Unit, pair.Key.Direction, Day: DateOnly.FromDateTime(zone.Wall(pair.Key.Timeslot.Start)))))
        {
            var expected = zone.SlotsOf(day.Key.Day);
            if (day.Count() == expected)
            {
                continue;
            }

            var first = Timeslot.Containing(zone.MidnightOf(day.Key.Day));
            var missing = Enumerable.Range(0, expected).Select(first.Plus).First(slot => !_lines.ContainsKey((day.Key.Unit, day.Key.Direction, slot)));
            problems.Add(
                day.Max(pair => pair.Value),
                $"{day.Key.Day:yyyy-MM-dd} has {day.Count()} of {expected} quarter hours for {English(day.Key.Direction)} of {day.Key.Unit}: the first missing one starts at {zone.Wall(missing.Start):HH:mm}",
                $"der {day.Key.Day:dd.MM.yyyy} hat {day.Count()} von {expected} Viertelstunden für {German(day.Key.Direction)} von {day.Key.Unit}: die erste fehlende beginnt um {zone.Wall(missing.Start):HH:mm}");
        }
    }

    static string English(Direction direction) => direction == Direction.Production ? "generation" : "consumption";

    static string German(Direction direction) => direction == Direction.Production ? "Erzeugung" : "Verbrauch";
}
