using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Tests;

public sealed class BeliefStoreTests(ForecastCluster cluster)
{
    const string Unit = "SEE910000000019";

    static readonly Timeslot Noon = new(1_782_043_200);
    static readonly DateTimeOffset Morning = Noon.Start.AddHours(-5);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_known_when_the_gate_closed_can_be_asked_for_later()
    {
        await using var database = await cluster.NewAsync(Cancellation);
        await database.Beliefs.AppendAsync(Set(Morning), [Value(600)], Cancellation);
        await database.Beliefs.AppendAsync(Set(Morning.AddHours(2)), [Value(500)], Cancellation);
        await database.Beliefs.AppendAsync(Set(Morning.AddHours(2)), [Value(1)], Cancellation);

        Assert.Null(await AsOfAsync(database, Morning.AddSeconds(-1)));
        Assert.Equal(600, (await AsOfAsync(database, Morning.AddHours(1)))!.Energy.Value);
        Assert.Equal(500, (await AsOfAsync(database, Noon.Start))!.Energy.Value);
    }

    [Fact]
    public async Task First_and_second_forecast_of_a_timeslot_are_two_beliefs()
    {
        await using var database = await cluster.NewAsync(Cancellation);
        await database.Beliefs.AppendAsync(Set(Morning), [Value(600)], Cancellation);
        await database.Beliefs.AppendAsync(Set(Morning.AddHours(2)), [Value(500)], Cancellation);
        var slot = Assert.Single(await database.Beliefs.BeliefsAsync(new(Unit, Noon), Cancellation).ToListAsync(Cancellation));
        Assert.Equal([(500, Morning.AddHours(2)), (600, Morning)], slot.NewestFirst.Select(belief => (belief.Energy.Value, belief.BelievedAt)));
    }

    [Fact]
    public async Task A_delivered_forecast_counts_before_a_newer_one_of_our_own_and_history_is_none()
    {
        await using var database = await cluster.NewAsync(Cancellation);
        await database.Beliefs.AppendAsync(Set(Morning), [Value(600)], Cancellation);
        await database.Beliefs.AppendAsync(new("own:pv", ForecastKind.Own, Morning.AddHours(1)), [Value(700), Value(3, Direction.Consumption)], Cancellation);
        await database.Beliefs.AppendAsync(new("reader", ForecastKind.History, Morning.AddHours(1)), [Value(800)], Cancellation);
        var beliefs = await database.Beliefs.AsOfAsync(new(Unit, Noon), Noon.Start, Cancellation).ToListAsync(Cancellation);
        Assert.Equal([(Direction.Production, 600), (Direction.Consumption, 3)], beliefs.Select(belief => (belief.Direction, belief.Energy.Value)));
    }

    [Fact]
    public async Task Quantiles_and_status_are_kept_exactly()
    {
        await using var database = await cluster.NewAsync(Cancellation);
        Quantile[] quantiles = [new(25, new(1)), new(100, new(400)), new(900, new(800))];
        await database.Beliefs.AppendAsync(
            Set(Morning), [Value(600) with { Quantiles = quantiles, Status = ValueStatus.Preliminary }, new(Unit, Noon.Next, Direction.Production, new(7))], Cancellation);
        var beliefs = await database.Beliefs.AsOfAsync(new([Unit], Noon, Noon.Plus(2)), Noon.Start, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(quantiles, beliefs[0].Quantiles);
        Assert.Equal([ValueStatus.Preliminary, ValueStatus.Plain], beliefs.Select(belief => belief.Status));
        Assert.Empty(beliefs[1].Quantiles);
    }

    [Fact]
    public async Task A_set_of_a_key_that_is_there_changes_nothing_whoever_appends_it_at_the_same_time()
    {
        await using var database = await cluster.NewAsync(Cancellation);
        var appended = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            i => database.Beliefs.AppendAsync(Set(Morning.AddMinutes(i)) with { Key = "file" }, [Value(600 + i)], Cancellation)));
        var first = Assert.Single(appended, set => !set.WasThere);
        Assert.All(appended, set => Assert.Equal((first.SetId, first.BelievedAt), (set.SetId, set.BelievedAt)));
        Assert.Single((await database.Beliefs.BeliefsAsync(new(Unit, Noon), Cancellation).SingleAsync(Cancellation)).NewestFirst);
    }

    [Fact]
    public async Task Several_units_come_in_order_over_days_and_months()
    {
        await using var database = await cluster.NewAsync(Cancellation);
        string[] units = ["SEE3", "SEE1", "SEE2"];
        var values = units.SelectMany(unit => Enumerable.Range(0, 40).Select(i => new SlotForecast(unit, Noon.Plus(i * 96), Direction.Production, new(i)))).ToArray();
        await database.Beliefs.AppendAsync(Set(Morning), values, Cancellation);
        var beliefs = await database.Beliefs.AsOfAsync(new(["SEE1", "SEE3"], Noon, Noon.Plus(39 * 96)), Noon.Start, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(
            values.Where(value => value.UnitNumber != "SEE2" && value.Energy.Value < 39).OrderBy(value => value.UnitNumber, StringComparer.Ordinal).Select(value => (value.UnitNumber, value.Timeslot, value.Energy)),
            beliefs.Select(belief => (belief.UnitNumber, belief.Timeslot, belief.Energy)));
    }

    [Fact]
    public async Task What_the_first_version_had_stored_is_still_known()
    {
        var old = $"""
            create table module_migrations (module text not null, migration text not null, applied_at timestamptz not null default now(), primary key (module, migration));
            insert into module_migrations values ('forecasts', '0001-beliefs');
            {new ForecastSchema().Migrations[0].Sql};
            insert into forecast_beliefs
            select 'SEE' || u, 1782043200 + i * 900, '2026-06-21T07:00:00.123456Z'::timestamptz + u * interval '1 s', 'a.csv', i, 2 * i from generate_series(1, 2) u, generate_series(0, 1000) i
            """;
        await using var database = await cluster.NewAsync(Cancellation, old);
        var beliefs = await database.Beliefs.AsOfAsync(new(["SEE2"], Noon, Noon.Plus(2000)), Noon.Start, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(2002, beliefs.Count);
        Assert.All(beliefs, belief => Assert.Equal((belief.Timeslot.StartUnixSeconds - Noon.StartUnixSeconds) / 900 * (int)belief.Direction, belief.Energy.Value));
        Assert.Equal((DateTimeOffset.Parse("2026-06-21T07:00:02.123456Z", null), "a.csv", "upload"), (beliefs[0].BelievedAt, beliefs[0].Document, beliefs[0].Source));
    }

    static BeliefSet Set(DateTimeOffset at) => new("test", ForecastKind.Delivered, at);

    static SlotForecast Value(long wattHours, Direction direction = Direction.Production) => new(Unit, Noon, direction, new(wattHours));

    static async Task<Belief?> AsOfAsync(ForecastDatabase database, DateTimeOffset asOf) =>
        await database.Beliefs.AsOfAsync(new(Unit, Noon), asOf, Cancellation).SingleOrDefaultAsync(Cancellation);
}
