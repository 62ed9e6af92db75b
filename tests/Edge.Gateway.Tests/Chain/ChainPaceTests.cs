using LocalEnergyMarket.Edge.Gateway.Chain;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Chain;

public sealed class ChainPaceTests
{
    static readonly DateTimeOffset Noon = new(2026, 6, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Looks_are_near_while_something_is_on_its_way_and_rarer_up_to_the_longest_when_not()
    {
        var pace = new ChainPace(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        double[] expected = [1, 1, 1, 2, 4, 8, 10, 10, 1, 1, 2];
        bool[] busy = [false, true, false, false, false, false, false, false, true, false, false];

        Assert.All(expected.Zip(busy), e => Assert.InRange(pace.After(e.Second).TotalSeconds, e.First * 0.9, e.First * 1.1));
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(-300, 60)]
    [InlineData(20, 80)]
    [InlineData(600, 660)]
    [InlineData(86_400, 1800)]
    public void A_transaction_expires_by_the_boxs_clock_but_within_what_a_node_takes(int clockAhead, int expected) =>
        Assert.Equal(Noon.AddSeconds(expected), ChainMoment.Expiration(Noon, Noon.AddSeconds(clockAhead), TimeSpan.FromSeconds(60)).Time);
}
