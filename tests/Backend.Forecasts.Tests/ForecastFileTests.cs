using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Tests;

public sealed class ForecastFileTests
{
    const string Header = "start_utc;end_utc;mastr;direction;kwh\n";
    const string Line = "2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE910000000019;generation;0.625\n";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_day_of_92_quarter_hours_is_read()
    {
        using var file = File.OpenText(Path.Combine(AppContext.BaseDirectory, "Data", "prognose-2026-03-29-utc.csv"));
        var beliefs = await ForecastFile.ReadAsync(file, "sample", DateTimeOffset.UnixEpoch, Cancellation);
        Assert.Equal(92, beliefs.Select(belief => belief.Timeslot).Distinct().Count());
        Assert.Equal("2026-03-28T23:00Z", beliefs.Min(belief => belief.Timeslot).ToString());
    }

    [Fact]
    public async Task Generation_and_consumption_of_a_timeslot_are_one_belief()
    {
        var belief = Assert.Single(await ReadAsync(Header + Line + Line.Replace("generation;0.625", "consumption;0.1", StringComparison.Ordinal)));
        Assert.Equal((new WattHours(625), new WattHours(100)), (belief.Production, belief.Consumption));
    }

    [Theory]
    [InlineData("2026-06-21T12:10:00Z;2026-06-21T12:25:00Z;SEE9;generation;0.1", "line 3: start_utc '2026-06-21T12:10:00Z' is not on a quarter hour")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:45:00Z;SEE9;generation;0.1", "line 3: end_utc '2026-06-21T12:45:00Z' is not 15 minutes")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;;generation;0.1", "line 3: mastr is empty")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE9;both;0.1", "line 3: direction 'both'")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE9;generation;0,1", "line 3: kwh '0,1'")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE9;generation;0.0001", "line 3: kwh '0.0001' is finer")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE9;generation;-1", "line 3: kwh '-1'")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE910000000019;generation;0.1", "line 3: SEE910000000019 has the timeslot 2026-06-21T12:15Z twice")]
    [InlineData("2026-06-21T12:15:00Z", "line 3: end_utc ''")]
    public async Task A_wrong_line_refuses_the_file_and_is_named(string line, string message)
    {
        var error = await Assert.ThrowsAsync<ForecastException>(() => ReadAsync(Header + Line + line + "\n"));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("start_utc;end_utc;mastr;direction\n", "the column kwh is missing")]
    [InlineData(Header, "has no values")]
    public async Task A_file_without_values_says_what_it_lacks(string text, string message)
    {
        var error = await Assert.ThrowsAsync<ForecastException>(() => ReadAsync(text));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    static Task<IReadOnlyList<Beliefs.Belief>> ReadAsync(string text) =>
        ForecastFile.ReadAsync(new StringReader(text), "test.csv", DateTimeOffset.UnixEpoch, Cancellation);
}
