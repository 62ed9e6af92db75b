using LocalEnergyMarket.Backend.Server.Boxes;

namespace LocalEnergyMarket.Backend.Server.Tests.Boxes;

public sealed class StreamRivalryTests
{
    readonly SettableTime _time = new();

    [Fact]
    public void Five_within_five_minutes_are_said_once_and_then_the_next_five()
    {
        var (rivalry, box) = (new StreamRivalry(_time), Guid.NewGuid());
        Assert.Equal([false, false, false, false, true, false, false, false, false, true], Enumerable.Range(0, 10).Select(_ => rivalry.PushedOut(box)));
    }

    [Fact]
    public void Lost_connections_now_and_then_are_not_said_nor_those_of_different_boxes()
    {
        var (rivalry, box) = (new StreamRivalry(_time), Guid.NewGuid());
        for (var i = 0; i < 50; i++)
        {
            _time.Now += TimeSpan.FromMinutes(2);
            Assert.False(rivalry.PushedOut(box));
            Assert.False(rivalry.PushedOut(Guid.NewGuid()));
        }
    }

    [Fact]
    public void How_many_boxes_it_was_said_of_is_known_for_a_while()
    {
        var rivalry = new StreamRivalry(_time);
        foreach (var box in (Guid[])[Guid.NewGuid(), Guid.NewGuid()])
        {
            Assert.Equal(2, Enumerable.Range(0, 10).Count(_ => rivalry.PushedOut(box)));
            _time.Now += TimeSpan.FromMinutes(40);
        }

        Assert.False(rivalry.PushedOut(Guid.NewGuid()));
        Assert.Equal(2, rivalry.SaidWithin(TimeSpan.FromHours(2)));
        Assert.Equal(1, rivalry.SaidWithin(TimeSpan.FromHours(1)));
        Assert.Equal(0, rivalry.SaidWithin(TimeSpan.FromMinutes(30)));
    }

    sealed class SettableTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
