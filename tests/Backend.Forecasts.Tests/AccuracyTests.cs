using LocalEnergyMarket.Backend.Forecasts.Accuracy;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Tests;

public sealed class AccuracyTests(ForecastCluster cluster)
{
    const string Unit = "SEE910000000019";

    static readonly Timeslot First = new(new DateTimeOffset(2026, 6, 14, 22, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds());

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Errors_are_those_of_what_was_believed_at_gate_closure()
    {
        await using var database = await cluster.NewAsync(Cancellation);

        // Measured 100, 200, 300, 400; forecast 110, 180, 300, 440, and too late 100 for the first.
        await database.Beliefs.AppendAsync(Set("a", First.Start.AddHours(-9)), [.. Values(110, 180, 300, 440, 7, 7)], Cancellation);
        await database.Beliefs.AppendAsync(Set("a", First.Start.AddMinutes(-59)), [.. Values(100)], Cancellation);
        await database.Beliefs.AppendAsync(Set("b", First.Start.AddHours(-9)), [.. Values(100, 200)], Cancellation);
        var measured = new Meter
        {
            { First, 100 }, { First.Plus(1), 200 }, { First.Plus(2), 300 }, { First.Plus(3), 400 }, { First.Plus(4), 9, MeasuredQuality.Substitute }, { First.Plus(5), 0, MeasuredQuality.Missing },
            { First.Plus(-96), 90 }, { First.Plus(-95), 240 }, { First.Plus(-94), 300, MeasuredQuality.Substitute },
        };
        var report = new AccuracyReport(database.Beliefs, measured);

        var found = await report.OfAsync(Unit, First, First.Plus(96), AccuracyPeriod.Day, slot => slot.Start.AddHours(-1), Cancellation);

        Assert.Equal("a b", string.Join(' ', found.Select(accuracy => accuracy.Source)));
        var a = found[0];
        Assert.Equal((new DateOnly(2026, 6, 15), Direction.Production), (a.Begin, a.Direction));
        Assert.Equal((4, 0, 1, 1), (a.Slots, a.NotForecast, a.NotMeasured, a.Substitutes));
        Assert.Equal((70, 30, 2100), (a.AbsoluteError.Value, a.Bias.Value, (long)a.SquareError));

        // 10 kW for a quarter hour are 2500 Wh: 17.5 / 2500, 7.5 / 2500, √525 / 2500.
        Assert.Equal((7_000, 3_000, 9_165), (a.NormalizedMeanAbsoluteError(new(10_000)), a.NormalizedBias(new(10_000)), a.NormalizedRootMeanSquareError(new(10_000))));
        Assert.Equal(70_000, a.RelativeError);

        // Persistence knows the first two: errors 10 and 40 against 10 and 20; 1 - √(500 / 1700).
        Assert.Equal((2, 457_674), (a.ComparedSlots, a.Skill!.Value));
        Assert.Equal((2, 3, 1_000_000), (found[1].Slots, found[1].NotForecast, found[1].Skill!.Value));
        Assert.Null(a.NormalizedMeanAbsoluteError(Watts.Zero));
    }

    [Fact]
    public async Task Months_are_german_and_consumption_is_compared_with_the_week_before_by_the_clock()
    {
        await using var database = await cluster.NewAsync(Cancellation);
        var slot = new Timeslot(new DateTimeOffset(2026, 10, 31, 23, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds());
        await database.Beliefs.AppendAsync(Set("a", slot.Start.AddDays(-1)), [new(Unit, slot, Direction.Consumption, new(10)), new(Unit, slot.Plus(-1), Direction.Consumption, new(20))], Cancellation);

        // Summer time ended in between: the same time of day is 169 hours ago.
        var measured = new Meter(Direction.Consumption) { { slot, 12 }, { slot.Plus(-1), 20 }, { new Timeslot(slot.StartUnixSeconds - (169 * 3600)), 16 } };
        var found = await new AccuracyReport(database.Beliefs, measured).OfAsync(Unit, slot.Plus(-1), slot.Next, AccuracyPeriod.Month, s => s.Start.AddHours(-1), Cancellation);
        Assert.Equal([(new DateOnly(2026, 10, 1), 0L, null), (new DateOnly(2026, 11, 1), 1L, 500_000)], found.Select(accuracy => (accuracy.Begin, accuracy.ComparedSlots, accuracy.Skill)));
    }

    [Fact]
    public async Task Forecast_and_measured_stand_side_by_side()
    {
        await using var database = await cluster.NewAsync(Cancellation);
        await database.Beliefs.AppendAsync(new("own:pv", ForecastKind.Own, First.Start.AddHours(-2)), [.. Values(1, 2)], Cancellation);
        await database.Beliefs.AppendAsync(Set("a", First.Start.AddHours(-9)), [.. Values(110)], Cancellation);
        var slots = await new AccuracyReport(database.Beliefs, new Meter { { First, 100 }, { First.Plus(2), 5 } }).CompareAsync(Unit, First, First.Plus(96), slot => slot.Start.AddHours(-1), Cancellation);
        Assert.Equal([(First, 110, 100), (First.Plus(1), 2, null), (First.Plus(2), null, 5L)], slots.Select(slot => (slot.Timeslot, slot.Belief?.Energy.Value, slot.Measured?.Energy.Value)));
    }

    static BeliefSet Set(string source, DateTimeOffset at) => new(source, ForecastKind.Delivered, at);

    static IEnumerable<SlotForecast> Values(params long[] values) => values.Select((value, i) => new SlotForecast(Unit, First.Plus(i), Direction.Production, new(value)));

    sealed class Meter(Direction direction = Direction.Production) : List<MeasuredEnergy>, IMeasuredEnergies
    {
        public void Add(Timeslot slot, long energy, MeasuredQuality quality = MeasuredQuality.True) => Add(new(slot, direction, new(energy), quality));

        public Task<IReadOnlyList<MeasuredEnergy>> OfAsync(string unitNumber, Timeslot from, Timeslot to, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<MeasuredEnergy>>([.. this.Where(energy => energy.Timeslot >= from && energy.Timeslot < to)]);
    }
}
