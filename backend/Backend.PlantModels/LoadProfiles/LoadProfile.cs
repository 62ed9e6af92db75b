using System.Collections.Concurrent;
using LocalEnergyMarket.Backend.PlantModels.Calendar;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.LoadProfiles;

/// <summary>
/// What a standard customer uses in a quarter hour. Types of day by the holidays of a federal state, quarter hours by the clock: the day on which summer
/// time begins skips 02:00 to 03:00, the day on which it ends has it twice.
/// </summary>
/// <param name="table">Of the BDEW.</param>
/// <param name="dynamic">Whether the table's values are for the year's mean and follow the seasons by the polynomial (H25, P25, S25).</param>
public sealed class LoadProfile(LoadProfileTable table, bool dynamic, FederalState state)
{
    const decimal TableYear = 1_000_000;

    static readonly HashSet<string> DynamicNames = new(["H25", "P25", "S25"], StringComparer.OrdinalIgnoreCase);

    readonly ConcurrentDictionary<int, decimal[]> _years = new();

    public string Name => table.Name;

    public FederalState State => state;

    /// <summary>The profile of a table, dynamic if the BDEW says so of this name.</summary>
    public static LoadProfile Of(LoadProfileTable table, FederalState state) => new(table, DynamicNames.Contains(table.Name), state);

    /// <summary>kWh in the quarter hour of a customer with 1,000,000 kWh a year, as the BDEW has it.</summary>
    public decimal Share(Timeslot timeslot)
    {
        var day = GermanTime.DayOf(timeslot);
        var value = table[day.Month, DayTypes.Of(day, state), GermanTime.QuarterOf(timeslot)];
        return dynamic ? value * Dynamisation.Factor(day.DayOfYear) : value;
    }

    /// <summary>The sum of a calendar year, kWh: close to 1,000,000, as years differ by their Sundays and holidays.</summary>
    public decimal YearSum(int year) => Year(year)[^1];

    /// <summary>
    /// What a customer with this yearly consumption is expected to use, so that the calendar year's quarter hours sum up to it exactly. What is rounded is
    /// the energy since New Year; a quarter hour is the difference of two such sums. So the same numbers come whatever span is asked for, and every
    /// span's sum is right to one watt-hour, though profiles repeat their values for weeks.
    /// </summary>
    /// <param name="yearly">Of a calendar year.</param>
    public IReadOnlyList<SlotPrediction> Predict(WattHours yearly, IEnumerable<Timeslot> timeslots)
    {
        var slots = new List<SlotPrediction>();
        Timeslot? next = null;
        var before = 0m;
        foreach (var timeslot in timeslots)
        {
            var year = GermanTime.DayOf(timeslot).Year;
            before = timeslot == next && timeslot != GermanTime.StartOf(new(year, 1, 1)) ? before : SinceNewYear(timeslot);
            var after = before + Share(timeslot);
            slots.Add(new(timeslot, Rounding.Nearest(yearly.Value * after / YearSum(year)) - Rounding.Nearest(yearly.Value * before / YearSum(year))));
            (next, before) = (timeslot.Next, after);
        }

        return slots;
    }

    /// <summary>The same by the table's own scale, as grid operators book standard customers: the year's sum differs by up to 0.4 %.</summary>
    public WattHours Booked(WattHours yearly, Timeslot timeslot) => Rounding.Nearest(yearly.Value * Share(timeslot) / TableYear);

    /// <summary>kWh at 1,000,000 kWh a year from New Year to the start of the timeslot.</summary>
    decimal SinceNewYear(Timeslot timeslot)
    {
        var day = GermanTime.DayOf(timeslot);
        return Year(day.Year)[day.DayOfYear - 1] + GermanTime.TimeslotsOf(day).TakeWhile(slot => slot < timeslot).Sum(Share);
    }

    /// <summary>The sums from New Year to the start of each day, and of the whole year.</summary>
    decimal[] Year(int year) => _years.GetOrAdd(year, y =>
    {
        var sums = new List<decimal> { 0 };
        for (var day = new DateOnly(y, 1, 1); day.Year == y; day = day.AddDays(1))
        {
            sums.Add(sums[^1] + GermanTime.TimeslotsOf(day).Sum(Share));
        }

        return [.. sums];
    });
}
