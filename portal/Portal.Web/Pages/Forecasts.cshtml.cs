using System.Globalization;
using LocalEnergyMarket.Portal.Web.Backend;
using LocalEnergyMarket.Portal.Web.Language;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LocalEnergyMarket.Portal.Web.Pages;

/// <summary>What was forecast of a unit on a day against what was measured, and how right each source was.</summary>
sealed class ForecastsModel(
    ForecastService.ForecastServiceClient forecasts, RegistryService.RegistryServiceClient registry, StatusService.StatusServiceClient status) : PageModel
{
    /// <summary>The units that customers trade, in order.</summary>
    public IReadOnlyList<string> UnitNumbers { get; private set; } = [];

    public UnitNames Names { get; private set; } = new([]);

    /// <summary>The unit shown; null while there is none.</summary>
    public string? Unit { get; private set; }

    public DateOnly Day { get; private set; }

    /// <summary>One for each direction that was forecast or measured.</summary>
    public IReadOnlyList<ForecastChart> Charts { get; private set; } = [];

    /// <summary>Of the day's month.</summary>
    public GetAccuracyResponse Month { get; private set; } = new();

    public async Task OnGetAsync(string? unit, string? day, CancellationToken cancellation)
    {
        var customers = (await registry.ListCustomersAsync(new(), cancellationToken: cancellation)).Customers;
        UnitNumbers = [.. customers.SelectMany(customer => customer.UnitNumbers).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Unit = UnitNumbers.Contains(unit, StringComparer.Ordinal) ? unit : UnitNumbers.FirstOrDefault();
        if (Unit is null)
        {
            return;
        }

        Day = DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked) && asked.Year is >= 1971 and <= 2099
            ? asked
            : LocalTime.DayOf((await status.GetStatusAsync(new(), cancellationToken: cancellation)).MarketTime.ToDateTimeOffset());
        Names = await UnitNames.ReadAsync(registry, UnitNumbers, cancellation);
        var first = new DateOnly(Day.Year, Day.Month, 1);
        var compared = await forecasts.CompareForecastAsync(
            new() { UnitNumber = Unit, FromTimeslot = StartOf(Day), ToTimeslot = StartOf(Day.AddDays(1)) }, cancellationToken: cancellation);
        Month = await forecasts.GetAccuracyAsync(
            new() { UnitNumber = Unit, FromTimeslot = StartOf(first), ToTimeslot = StartOf(first.AddMonths(1)), Period = AccuracyPeriod.Month }, cancellationToken: cancellation);
        Charts = [.. compared.Comparisons.GroupBy(slot => slot.Direction).OrderBy(way => way.Key).Select(way => new ForecastChart(way.Key, [.. way], LocalTime.StartOf(Day), LocalTime.StartOf(Day.AddDays(1))))];
    }

    static long StartOf(DateOnly day) => LocalTime.StartOf(day).StartUnixSeconds;
}

/// <summary>A day of one direction, drawn 960 wide and 200 high.</summary>
sealed class ForecastChart(EnergyDirection direction, IReadOnlyList<ForecastComparison> slots, Timeslot from, Timeslot to)
{
    const int Width = 960;
    const int Height = 200;

    public EnergyDirection Direction => direction;

    public IReadOnlyList<ForecastComparison> Slots => slots;

    /// <summary>The largest value, Wh; at least 1.</summary>
    public long Top { get; } = slots.Max(slot => Math.Max(1, Math.Max(slot.Forecast?.EnergyWh ?? 0, slot.MeasuredWh)));

    public long ForecastTotal => slots.Sum(slot => slot.Forecast?.EnergyWh ?? 0);

    public long MeasuredTotal => slots.Sum(slot => slot.MeasuredWh);

    /// <summary>Lines of the forecast, broken where there is none: points of an SVG polyline.</summary>
    public IEnumerable<string> Forecast => Lines(slot => slot.Forecast?.EnergyWh);

    /// <summary>Lines of what was measured, broken where it is missing.</summary>
    public IEnumerable<string> Measured => Lines(slot => slot.Measured is MeasuredState.True or MeasuredState.Substitute ? slot.MeasuredWh : null);

    IEnumerable<string> Lines(Func<ForecastComparison, long?> value)
    {
        var points = new List<string>();
        var last = long.MinValue;
        foreach (var slot in slots)
        {
            var energy = value(slot);
            if (points.Count > 0 && (energy is null || slot.Timeslot != last + Timeslot.Seconds))
            {
                yield return string.Join(' ', points);
                points.Clear();
            }

            if (energy is { } known)
            {
                // A step over the quarter hour: its energy is even within it.
                var y = Height - (known * Height / Top);
                points.Add($"{X(slot.Timeslot)},{y}");
                points.Add($"{X(slot.Timeslot + Timeslot.Seconds)},{y}");
            }

            last = slot.Timeslot;
        }

        if (points.Count > 0)
        {
            yield return string.Join(' ', points);
        }
    }

    long X(long seconds) => (seconds - from.StartUnixSeconds) * Width / (to.StartUnixSeconds - from.StartUnixSeconds);
}
