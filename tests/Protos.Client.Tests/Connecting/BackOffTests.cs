using LocalEnergyMarket.Client.Connecting;

namespace LocalEnergyMarket.Client.Tests.Connecting;

public sealed class BackOffTests
{
    [Fact]
    public void It_doubles_to_the_longest_and_leaves_out_at_most_a_half()
    {
        var backOff = new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), new Random(1));
        foreach (var (failures, ceiling) in new[] { (1, 1), (2, 2), (3, 4), (4, 8), (5, 10), (1_000_000, 10) })
        {
            var pauses = Enumerable.Range(0, 100).Select(_ => backOff.After(failures).TotalSeconds).ToList();
            Assert.All(pauses, pause => Assert.InRange(pause, ceiling / 2.0, ceiling));
            Assert.True(pauses.Max() - pauses.Min() > ceiling / 4.0);
        }
    }
}
