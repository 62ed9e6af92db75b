using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Control;
using LocalEnergyMarket.Edge.Gateway.Control.Limits;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Control;

/// <summary>Orders over restarts, link losses and clocks that are set.</summary>
public sealed class LimitDeskTests : IDisposable
{
    static readonly PlantRule Heating = new(1, LimitKind.Consumption, 11_000, 4_200, 0, LinkLossPolicy.Hold, 11_000, TimeSpan.FromMinutes(15));

    readonly ScratchFolder _scratch = new();
    readonly SteppedTime _time = new();
    bool _connected = true;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void An_order_outlives_a_restart_and_ends_behind_it()
    {
        Assert.Equal(SetPointState.Pending, Desk(Heating).Take(Order("a", 1)).State);

        var again = Desk(Heating);
        Assert.Equal(new(5_000, "a"), again.Wanted(Heating));
        again.Applied("a", 5_000);
        _time.Pass(TimeSpan.FromHours(1));

        var third = Desk(Heating);
        Assert.Equal(WantedLimit.None, third.Wanted(Heating));
        var answer = third.Take(Order("a", 1));
        Assert.Equal((SetPointState.Expired, 5_000, true), (answer.State, answer.LimitW, answer.AppliedAt is not null));
    }

    [Fact]
    public void A_clock_that_was_set_back_prolongs_no_limit()
    {
        var desk = Desk(Heating);
        desk.Take(Order("a", 1));
        _time.Set(_time.GetUtcNow().AddYears(-10));
        _time.Pass(TimeSpan.FromMinutes(59));
        Assert.NotNull(desk.Wanted(Heating).LimitW);
        _time.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(WantedLimit.None, desk.Wanted(Heating));
    }

    [Fact]
    public void A_release_on_link_loss_counts_the_time_that_the_box_was_off()
    {
        var plant = Heating with { OnLinkLoss = LinkLossPolicy.Release };
        Desk(plant).Take(Order("a", 1));
        _connected = false;
        _time.Pass(TimeSpan.FromMinutes(14));
        Assert.NotNull(Desk(plant).Wanted(plant).LimitW);
        _time.Pass(TimeSpan.FromMinutes(2));

        var desk = Desk(plant);
        Assert.Equal(WantedLimit.None, desk.Wanted(plant));
        Assert.Equal(SetPointState.LinkLost, desk.Take(Order("a", 1)).State);
    }

    [Fact]
    public void A_fallback_holds_while_the_link_is_lost_and_the_order_behind_it_comes_back()
    {
        var plant = Heating with { OnLinkLoss = LinkLossPolicy.Limit, FallbackW = 4_200 };
        var desk = Desk(plant);
        desk.Take(Order("a", 1));
        _connected = false;
        _time.Pass(TimeSpan.FromMinutes(15));
        Assert.Equal(new(4_200, null), desk.Wanted(plant));
        _connected = true;

        Assert.Equal(new(5_000, "a"), desk.Wanted(plant));
    }

    [Fact]
    public async Task What_becomes_of_an_order_is_told()
    {
        var outbox = new ControlOutbox();
        var desk = Desk(Heating, outbox);
        desk.Take(Order("a", 1));
        desk.Failed("a", "no answer");
        desk.Applied("a", 4_900);
        desk.Take(Order("b", 2));

        Assert.Equal((SetPointState.Pending, ""), await Next());
        Assert.Equal((SetPointState.Pending, "no answer"), await Next());
        Assert.Equal((SetPointState.Applied, ""), await Next());
        Assert.Equal((SetPointState.Replaced, ""), await Next());
        Assert.Equal((SetPointState.Pending, ""), await Next());

        async Task<(SetPointState, string)> Next() =>
            await outbox.NextAsync(TestContext.Current.CancellationToken) is { SetPointResult: { } result } ? (result.State, result.Failure) : default;
    }

    [Fact]
    public void An_event_is_told_again_for_a_day_and_outlives_a_restart()
    {
        Desk(Heating).Happened(BoxEventKind.TamperOpened, "");
        _time.Pass(TimeSpan.FromHours(23));
        Assert.Equal(BoxEventKind.TamperOpened, Assert.Single(Desk(Heating).OnNewStream()).Event.Kind);
        _time.Pass(TimeSpan.FromHours(2));

        Assert.Empty(Desk(Heating).OnNewStream());
    }

    [Fact]
    public void A_file_that_is_damaged_is_named()
    {
        File.WriteAllText(_scratch.In("control.json"), "{\"orders\": [");

        var refused = Assert.Throws<ConfigurationException>(() => Desk(Heating));

        Assert.Contains("control.json", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4_199, 60, LimitKind.Consumption, "4200 W")]
    [InlineData(5_000, 60, LimitKind.Generation, "generation of no meter")]
    [InlineData(5_000, 60, LimitKind.Unspecified, "nothing that is said")]
    [InlineData(2_000_000_000, 60, LimitKind.Consumption, "no power")]
    [InlineData(5_000, 60 * 24 * 40, LimitKind.Consumption, "31 days")]
    public void What_cannot_be_obeyed_is_refused_with_its_reason(long watts, int minutes, LimitKind kind, string says)
    {
        var order = Order("a", 1);
        (order.LimitW, order.Kind, order.Until) = (watts, kind, _time.GetUtcNow().AddMinutes(minutes).ToTimestamp());

        var answer = Desk(Heating).Take(order);

        Assert.Equal((SetPointState.Refused, false), (answer.State, answer.Applied));
        Assert.Contains(says, answer.Failure, StringComparison.Ordinal);
    }

    LimitDesk Desk(PlantRule plant, ControlOutbox? outbox = null) =>
        new(new(_scratch.In("control.json")), [plant], () => _connected, outbox ?? new(), _time, _time, new RecordingLog());

    static SetPoint Order(string id, ulong revision) => new()
    {
        SetPointId = id, MeterIndex = 1, Kind = LimitKind.Consumption, LimitW = 5_000, Revision = revision, Until = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero).ToTimestamp(),
    };
}
