using LocalEnergyMarket.Edge.Gateway.Polling;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Polling;

public sealed class PollScheduleTests
{
    static readonly DateTimeOffset Noon = new(2026, 6, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_quarter_hour_has_a_poll_at_its_edge_whatever_the_period()
    {
        for (var period = 1; period <= 900; period++)
        {
            var polls = Polls(Noon.AddSeconds(0.4), period, Noon.AddHours(1)).ToHashSet();
            Assert.Superset(new HashSet<DateTimeOffset> { Noon.AddMinutes(15), Noon.AddMinutes(30), Noon.AddMinutes(45), Noon.AddHours(1) }, polls);
        }
    }

    [Theory]
    [InlineData(60, 15)]
    [InlineData(7, 129)]
    [InlineData(900, 1)]
    public void No_more_polls_than_the_period_asks_for_and_one_for_the_edge(int period, int polls) =>
        Assert.InRange(Polls(Noon, period, Noon.AddMinutes(15)).Count(), polls, polls + 1);

    [Fact]
    public void A_poll_that_took_long_does_not_shift_the_next() =>
        Assert.Equal(Noon.AddMinutes(4), PollSchedule.Next(Noon.AddMinutes(3).AddSeconds(17), TimeSpan.FromMinutes(1)));

    [Fact]
    public void The_next_poll_always_lies_ahead() =>
        Assert.Equal(Noon.AddMinutes(1), PollSchedule.Next(Noon, TimeSpan.FromMinutes(1)));

    static IEnumerable<DateTimeOffset> Polls(DateTimeOffset from, int period, DateTimeOffset until)
    {
        for (var at = PollSchedule.Next(from, TimeSpan.FromSeconds(period)); at <= until; at = PollSchedule.Next(at, TimeSpan.FromSeconds(period)))
        {
            yield return at;
        }
    }
}
