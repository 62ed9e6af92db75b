using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Capping;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Tests;

public sealed class ForecastCapTests
{
    static readonly Timeslot Noon = new(1_782_043_200);
    static readonly DateTimeOffset Morning = Noon.Start.AddHours(-5);

    [Fact]
    public void Without_a_forecast_nothing_may_be_traded()
    {
        Assert.Equal((WattHours.Zero, "there is no forecast"), Read(ForecastCap.Of([], new(), Noon.Start)));
        Assert.Equal(WattHours.Zero, ForecastCap.Of([Slot("SEE1", Belief("SEE1", 5, Morning))], new(), Morning.AddTicks(-1)).Energy);
        Assert.Equal(WattHours.Zero, ForecastCap.Of([Slot("SEE1", Belief("SEE1", 5, Noon.Start.AddSeconds(1)))], new(), Noon.Start.AddHours(1)).Energy);
    }

    [Theory]
    [InlineData(0, 1136, "from day.csv, as of 2026-06-21T07:00:00Z")]
    [InlineData(10, 1250, "1250 Wh = 1136 Wh from day.csv, as of 2026-06-21T07:00:00Z, + 10 % margin")]
    [InlineData(-25, 852, "852 Wh = 1136 Wh from day.csv, as of 2026-06-21T07:00:00Z, - 25 % margin")]
    [InlineData(-100, 0, "0 Wh = 1136 Wh from day.csv, as of 2026-06-21T07:00:00Z, - 100 % margin")]
    public void The_margin_is_added_and_said(int percent, long energy, string reason) =>
        Assert.Equal((new WattHours(energy), reason), Read(ForecastCap.Of([Slot("SEE1", Belief("SEE1", 1136, Morning) with { Document = "day.csv" })], new(percent), Noon.Start)));

    [Fact]
    public void A_quantile_counts_where_it_is_known()
    {
        var known = Belief("SEE1", 1000, Morning) with { Quantiles = [new(100, new(700)), new(900, new(1300))] };
        Assert.Equal((new WattHours(1300), "1300 Wh = 1300 Wh p90 from own:pv, as of 2026-06-21T07:00:00Z"), Read(ForecastCap.Of([Slot("SEE1", known)], new(0, 900), Noon.Start)));
        Assert.Equal((new WattHours(1000), "1000 Wh = 1000 Wh expected (no p95) from own:pv, as of 2026-06-21T07:00:00Z"), Read(ForecastCap.Of([Slot("SEE1", known)], new(0, 950), Noon.Start)));
    }

    [Fact]
    public void What_is_delivered_counts_before_what_is_newer_and_our_own()
    {
        var slot = Slot("SEE1", Belief("SEE1", 3, Morning.AddHours(2)), Belief("SEE1", 2, Morning.AddHours(1)) with { Kind = ForecastKind.Delivered }, Belief("SEE1", 1, Morning) with { Kind = ForecastKind.Delivered });
        Assert.Equal(2, ForecastCap.Of([slot], new(), Noon.Start).Energy.Value);
        Assert.Equal(1, ForecastCap.Of([slot], new(), Morning).Energy.Value);
        Assert.Equal(3, ForecastCap.Of([slot], new(Precedence: [ForecastKind.Own, ForecastKind.Delivered]), Noon.Start).Energy.Value);
    }

    [Fact]
    public void Units_add_up_and_the_first_are_named()
    {
        var slots = Enumerable.Range(1, 5).Select(i => Slot($"SVE{i}", Belief($"SVE{i}", i, Morning))).ToArray();
        Assert.Equal(
            (new WattHours(30), "30 Wh = 1 Wh of SVE1 from own:pv, as of 2026-06-21T07:00:00Z + 2 Wh of SVE2 from own:pv, as of 2026-06-21T07:00:00Z + 3 Wh of SVE3 from own:pv, as of 2026-06-21T07:00:00Z + 9 Wh of 2 more units, + 100 % margin"),
            Read(ForecastCap.Of(slots, new(100), Noon.Start)));
    }

    static (WattHours, string) Read(ForecastCap cap) => (cap.Energy, cap.Reason);

    static SlotBeliefs Slot(string unit, params Belief[] newestFirst) => new(unit, Noon, Direction.Production, newestFirst);

    static Belief Belief(string unit, long wattHours, DateTimeOffset at) => new(unit, Noon, Direction.Production, new(wattHours), at, "own:pv", ForecastKind.Own);
}
