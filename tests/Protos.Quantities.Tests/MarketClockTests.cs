namespace LocalEnergyMarket.Protos.Quantities.Tests;

public sealed class MarketClockTests
{
    static readonly DateTimeOffset RealStart = new(2026, 11, 22, 14, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset MarketStart = new(2026, 6, 21, 11, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Sixty_market_seconds_pass_in_a_real_one()
    {
        var clock = new MarketClock(RealStart, MarketStart, 60, new FixedTime(RealStart.AddSeconds(15)));
        Assert.Equal(MarketStart.AddMinutes(15), clock.GetUtcNow());
    }

    [Fact]
    public void Elapsed_time_is_market_time()
    {
        var clock = new MarketClock(RealStart, MarketStart, 60);
        Assert.Equal(60, clock.GetElapsedTime(0, TimeProvider.System.TimestampFrequency).TotalSeconds, tolerance: 0.001);
    }

    [Fact]
    public async Task A_market_hour_is_waited_for_in_real_milliseconds()
    {
        var clock = new MarketClock(RealStart, MarketStart, 3_600_000);
        await Task.Delay(TimeSpan.FromHours(1), clock, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Every_process_given_the_text_has_the_same_clock()
    {
        var clock = new MarketClock(RealStart, MarketStart, 60);
        Assert.Equal(clock.ToString(), MarketClock.Parse(clock.ToString()).ToString());
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-11-22T14:00:00Z=2026-06-21T11:00:00Z")]
    [InlineData("2026-11-22T14:00:00Z=2026-06-21T11:00:00Z*0")]
    [InlineData("2026-11-22T14:00:00Z=tomorrow*60")]
    public void What_is_not_a_clock_is_refused_with_the_form_to_write(string text) =>
        Assert.Contains("REAL-START=MARKET-START*FACTOR", Assert.Throws<FormatException>(() => MarketClock.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("real")]
    [InlineData("")]
    public void Without_a_text_time_is_real(string text) => Assert.Same(TimeProvider.System, MarketClock.Parse(text));

    sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
