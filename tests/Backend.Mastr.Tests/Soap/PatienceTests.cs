using LocalEnergyMarket.Backend.Mastr.Soap.Sync;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap;

public sealed class PatienceTests
{
    static readonly SoapRequest Request = new(SoapOperations.Units);
    static readonly TimeZoneInfo Germany = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(8, 128)]
    [InlineData(9, null)]
    public void Pauses_double_until_patience_ends(int failed, int? seconds) =>
        Assert.Equal(seconds, After(MastrFault.Unavailable, failed)?.TotalSeconds);

    [Theory]
    [InlineData(MastrFault.AccessDenied)]
    [InlineData(MastrFault.NotFound)]
    [InlineData(MastrFault.UnitDeleted)]
    [InlineData(MastrFault.UnitDeactivated)]
    [InlineData(MastrFault.WrongAddress)]
    [InlineData(MastrFault.QuotaExhausted)]
    public void What_will_not_pass_is_not_repeated(MastrFault fault) => Assert.Null(After(fault, 1));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(120, 120)]
    [InlineData(86_400, 3600)]
    public void A_wish_of_the_service_is_kept_to_within_an_hour(int asked, int seconds) =>
        Assert.Equal(seconds, After(MastrFault.TooManyRequests, 1, TimeSpan.FromSeconds(asked))!.Value.TotalSeconds);

    [Theory]
    [InlineData(0, 900)]
    [InlineData(11, 900)]
    [InlineData(12, null)]
    public void A_maintenance_is_looked_at_every_quarter_of_an_hour(int hours, int? seconds) =>
        Assert.Equal(seconds, Patience.After(PatienceRules.Default, Request, new(MastrFault.Maintenance, Request, "pauses"), 1, TimeSpan.FromHours(hours))?.TotalSeconds);

    [Fact]
    public void A_natural_person_is_asked_for_once() =>
        Assert.Null(Patience.After(PatienceRules.Default, new(SoapOperations.Actor), new(MastrFault.Other, Request, "refuses"), 1, TimeSpan.Zero));

    [Theory]
    [InlineData(100, 89, true)]
    [InlineData(100, 90, false)]
    [InlineData(-1, 1_000_000, true)]
    [InlineData(0, 0, false)]
    public void A_tenth_of_the_days_calls_is_left(long limit, long used, bool allowed) =>
        Assert.Equal(allowed, new DailyQuota(limit < 0 ? null : limit, used, 0).Allows(10));

    [Theory]
    [InlineData("2026-11-22T07:36:54Z", "2026-11-22T23:05:00Z")]
    [InlineData("2026-03-28T12:00:00Z", "2026-03-28T23:05:00Z")]
    [InlineData("2026-10-24T12:00:00Z", "2026-10-24T22:05:00Z")]
    [InlineData("2026-10-25T12:00:00Z", "2026-10-25T23:05:00Z")]
    public void The_day_ends_at_midnight_in_germany(string now, string reset)
    {
        var at = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(DateTimeOffset.Parse(reset, System.Globalization.CultureInfo.InvariantCulture), at + DailyQuota.UntilReset(at, Germany));
    }

    static TimeSpan? After(MastrFault fault, int failed, TimeSpan? retryAfter = null) =>
        Patience.After(PatienceRules.Default, Request, new(fault, Request, "fails", retryAfter: retryAfter), failed, TimeSpan.Zero);
}
