using LocalEnergyMarket.Edge.Gateway.Clock;
using LocalEnergyMarket.Edge.Gateway.Tests.Journal;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Clock;

public sealed class ClockWatchTests
{
    readonly HandClock _clock = new();

    [Fact]
    public void Time_that_passes_is_no_step_and_a_step_is_not_believed_for_a_minute()
    {
        var watch = new ClockWatch(_clock, _clock);
        Assert.Empty(watch.Look());
        _clock.Pass(TimeSpan.FromHours(30));
        Assert.Empty(watch.Look());
        Assert.True(watch.State.IsSure);

        _clock.Set(TimeSpan.FromSeconds(-90));
        var step = Assert.Single(watch.Look());
        Assert.Equal((ClockEventKind.Step, _clock.GetUtcNow(), TimeSpan.FromSeconds(-90)), (step.Kind, step.At, step.Step));
        Assert.Equal(new ClockState(false, null, 1, TimeSpan.FromSeconds(-90), _clock.GetUtcNow()), watch.State);

        _clock.Pass(TimeSpan.FromSeconds(59));
        Assert.Empty(watch.Look());
        Assert.False(watch.State.IsSure);
        _clock.Pass(TimeSpan.FromSeconds(1));
        Assert.Empty(watch.Look());
        Assert.True(watch.State.IsSure);
    }

    [Fact]
    public void Small_steps_that_add_up_are_one()
    {
        var watch = new ClockWatch(_clock, _clock);
        watch.Look();
        _clock.Set(TimeSpan.FromMilliseconds(60));
        Assert.Empty(watch.Look());
        _clock.Set(TimeSpan.FromMilliseconds(60));
        Assert.Equal(TimeSpan.FromMilliseconds(120), Assert.Single(watch.Look()).Step);
    }

    [Fact]
    public void While_nobody_answers_for_the_clock_it_is_unsure_and_a_change_is_told_once()
    {
        var service = new Service { Answer = false };
        var watch = new ClockWatch(_clock, _clock, service);
        Assert.Equal(ClockEventKind.Unsynchronised, Assert.Single(watch.Look()).Kind);
        Assert.Equal((false, (bool?)false), (watch.State.IsSure, watch.State.IsSynchronised));
        service.Answer = null;
        Assert.Empty(watch.Look());
        Assert.False(watch.State.IsSure);
        service.Answer = true;
        Assert.Equal(ClockEventKind.Synchronised, Assert.Single(watch.Look()).Kind);
        Assert.True(watch.State.IsSure);
    }

    [Fact]
    public void A_demonstrations_clock_steps_by_its_factor()
    {
        var market = new MarketClock(_clock.GetUtcNow(), SomeReadings.Noon, 60, _clock);
        var watch = new ClockWatch(market, _clock);
        watch.Look();
        _clock.Pass(TimeSpan.FromMinutes(10));
        Assert.Empty(watch.Look());
        _clock.Set(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromMinutes(2), Assert.Single(watch.Look()).Step);
    }

    [Fact]
    public void What_is_said_of_the_clock_names_the_last_step_and_who_answers_for_it()
    {
        var service = new Service { Answer = true };
        var watch = new ClockWatch(_clock, _clock, service);
        watch.Look();
        Assert.Equal(("clock", true, "A time service keeps it right.", "Ein Zeitdienst hält sie richtig."), Said());

        _clock.Set(TimeSpan.FromSeconds(-90.5));
        watch.Look();
        var (_, well, english, german) = Said();
        Assert.False(well);
        Assert.StartsWith("It was set a moment ago", english, StringComparison.Ordinal);
        Assert.Contains("Set 1 times since the start, last by -90.5 s at ", english, StringComparison.Ordinal);
        Assert.Contains("1-mal gestellt, zuletzt um -90.5 s", german, StringComparison.Ordinal);

        service.Answer = false;
        watch.Look();
        Assert.StartsWith("No time service answers for it", Said().Detail, StringComparison.Ordinal);
        Assert.StartsWith("The kernel does not say", ClockReport.Of(new(false, null, 0, null, null)).Detail, StringComparison.Ordinal);

        (string Part, bool Well, string Detail, string German) Said()
        {
            var part = ClockReport.Of(watch.State);
            return (part.Part, part.Well, part.Detail, part.DetailGerman);
        }
    }

    [Fact]
    public void The_systems_clocks_run_together_and_the_kernel_says_whether_somebody_answers_for_them()
    {
        var watch = new ClockWatch(TimeProvider.System, TimeProvider.System);
        for (var i = 0; i < 100; i++)
        {
            Assert.Empty(watch.Look());
        }

        Assert.NotNull(new KernelClock().IsSynchronised());
    }

    sealed class Service : IClockSync
    {
        public bool? Answer { get; set; }

        public bool? IsSynchronised() => Answer;
    }
}
