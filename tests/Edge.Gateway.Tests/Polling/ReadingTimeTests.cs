using LocalEnergyMarket.Edge.Gateway.Polling;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Polling;

public sealed class ReadingTimeTests
{
    static readonly DateTimeOffset Noon = new(2026, 6, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(-0.05, 0.1)]
    [InlineData(3, 9)]
    public void A_prompt_answer_bears_the_planned_instant(double asked, double answered) =>
        Assert.Equal(Noon, ReadingTime.Of(Noon.AddSeconds(asked), Noon.AddSeconds(answered), Noon));

    [Theory]
    [InlineData(0, 10, 5)]
    [InlineData(20, 22, 21)]
    [InlineData(-10, 0, -5)]
    public void A_late_answer_bears_the_middle_between_question_and_answer(double asked, double answered, double middle) =>
        Assert.Equal(Noon.AddSeconds(middle), ReadingTime.Of(Noon.AddSeconds(asked), Noon.AddSeconds(answered), Noon));

    [Fact]
    public void An_unplanned_reading_bears_its_own_time() =>
        Assert.Equal(Noon.AddSeconds(1), ReadingTime.Of(Noon, Noon.AddSeconds(2), planned: null));
}
