using System.Globalization;
using LocalEnergyMarket.Backend.PlantModels.Calendar;
using LocalEnergyMarket.Backend.PlantModels.History;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Tests.History;

/// <summary>
/// How good the forecast from a unit's own past is, beside persistence: the same quarter hour of the week before for consumption, of the day before for production. On
/// households made here, and on measured ones where the folder of the environment variable <c>LEM_NEIGHBOURHOOD</c> has them (<c>hh_*.csv</c>: unix
/// seconds and W; <c>pv_*.csv</c>: unix seconds and the part of the rated power); their licence keeps them out of this repository, so that test runs only when
/// it is asked for (<c>-explicit only</c>).
/// </summary>
public sealed class NeighbourhoodTests(ITestOutputHelper output)
{
    const int FirstForecast = 14;

    [Fact]
    public void On_households_whose_devices_run_by_chance_the_mean_of_comparable_days_beats_persistence()
    {
        foreach (var seed in Enumerable.Range(1, 6))
        {
            var errors = Errors(Made(seed, new(2026, 2, 14), 35), 1, production: false);
            Report($"made {seed}", errors);
            Assert.True(errors.Skill > 0.15, $"made household {seed}: skill {errors.Skill:0.000}");
        }
    }

    [Fact(Explicit = true)]
    public void On_measured_ones_it_is_reported_how_good_it_is()
    {
        var folder = Environment.GetEnvironmentVariable("LEM_NEIGHBOURHOOD") ?? throw new InvalidOperationException("LEM_NEIGHBOURHOOD names no folder with measured households.");
        var skills = new List<double>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal))
        {
            var production = Path.GetFileName(file).StartsWith("pv", StringComparison.Ordinal);
            var measured = File.ReadLines(file).Skip(1).Select(line => line.Split(',')).ToDictionary(
                fields => new Timeslot((long)double.Parse(fields[0], CultureInfo.InvariantCulture)),
                fields => new WattHours((long)Math.Round(double.Parse(fields[1], CultureInfo.InvariantCulture) * (production ? 10_000 : 1) / 4)));
            var errors = Errors(measured, production ? 10_000 / 4.0 : measured.Values.Average(energy => energy.Value), production);
            Report(Path.GetFileName(file), errors);
            skills.AddRange(production ? [] : [errors.Skill]);
        }

        // A single household may be one of habits that persistence knows as well; all together it does not.
        Assert.True(skills.Average() > 0);
    }

    /// <summary>Each local day after the first two weeks is predicted from all that was measured before it.</summary>
    static Comparison Errors(Dictionary<Timeslot, WattHours> measured, double scale, bool production)
    {
        var (model, persistence) = (new List<double>(), new List<double>());
        var (first, last) = (GermanTime.DayOf(measured.Keys.Min()).AddDays(1), GermanTime.DayOf(measured.Keys.Max()));
        for (var day = first.AddDays(FirstForecast); day < last; day = day.AddDays(1))
        {
            var slots = GermanTime.TimeslotsOf(day);
            var history = measured.Where(slot => slot.Key < slots[0]).ToDictionary();
            var prediction = production ? ComparableDays.Production(history, slots) : ComparableDays.Consumption(history, slots, FederalState.Any);
            foreach (var slot in prediction.Slots)
            {
                var truth = measured[slot.Timeslot].Value;
                model.Add((slot.Energy.Value - truth) / scale);
                persistence.Add((measured[slot.Timeslot.Plus(production ? -96 : -672)].Value - truth) / scale);
            }
        }

        return new(model, persistence);
    }

    /// <summary>A base load, an evening with more, and devices that are switched on by chance, for an hour at a time.</summary>
    static Dictionary<Timeslot, WattHours> Made(int seed, DateOnly first, int days)
    {
        var random = new Random(seed);
        var measured = new Dictionary<Timeslot, WattHours>();
        var left = 0;
        foreach (var slot in Enumerable.Range(0, days).SelectMany(day => GermanTime.TimeslotsOf(first.AddDays(day))))
        {
            var evening = GermanTime.QuarterOf(slot) is >= 68 and < 88;
            left = left > 0 ? left - 1 : random.NextDouble() < (evening ? 0.15 : 0.03) ? 4 : 0;
            measured[slot] = new(40 + random.Next(30) + (evening ? 60 : 0) + (left > 0 ? 300 : 0));
        }

        return measured;
    }

    void Report(string name, Comparison errors) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: MAE {errors.Model.Average(Math.Abs):0.000}, persistence {errors.Persistence.Average(Math.Abs):0.000}; RMSE {Comparison.Rmse(errors.Model):0.000}, persistence {Comparison.Rmse(errors.Persistence):0.000}; skill {errors.Skill:0.000}; bias {errors.Model.Average():0.000}"));

    sealed record Comparison(List<double> Model, List<double> Persistence)
    {
        public double Skill => 1 - (Rmse(Model) / Rmse(Persistence));

        public static double Rmse(List<double> errors) => Math.Sqrt(errors.Average(error => error * error));
    }
}
