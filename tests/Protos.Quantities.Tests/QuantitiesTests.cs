namespace LocalEnergyMarket.Protos.Quantities.Tests;

public sealed class QuantitiesTests
{
    [Fact]
    public void Energy_times_price_is_exact_money() => Assert.Equal(new Money(12_630_000), new WattHours(1_500) * new PricePerKwh(8_420));

    [Theory]
    [InlineData(8_420, "8.420 ct/kWh")]
    [InlineData(-7, "-0.007 ct/kWh")]
    [InlineData(0, "0.000 ct/kWh")]
    public void A_price_is_written_in_cents(long value, string text) => Assert.Equal(text, new PricePerKwh(value).ToString());

    [Fact]
    public void The_smallest_amount_can_be_written() => Assert.Equal("-92233720368.54775808 EUR", new Money(long.MinValue).ToString());

    [Fact]
    public void Overflow_is_an_error_and_never_wraps() =>
        Assert.Throws<OverflowException>(() => new WattHours(long.MaxValue) + new WattHours(1));

    [Theory]
    [InlineData("2026-10-25T00:59:59.999Z", "2026-10-25T00:45Z")]
    [InlineData("2026-10-25T01:00:00Z", "2026-10-25T01:00Z")]
    [InlineData("1969-12-31T23:59:59Z", "1969-12-31T23:45Z")]
    public void An_instant_lies_in_one_timeslot(string instant, string slot) =>
        Assert.Equal(slot, Timeslot.Containing(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture)).ToString());

    [Fact]
    public void A_timeslot_starts_on_a_quarter_hour() => Assert.Throws<ArgumentOutOfRangeException>(() => new Timeslot(901));
}
