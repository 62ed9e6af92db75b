using System.Globalization;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Sync;

/// <summary>The calls of a day, as the service told them and as they were used since. Pure.</summary>
/// <param name="Limit">Calls a day; null for no limit.</param>
/// <param name="Used">Those used, by the last look and since.</param>
/// <param name="SinceLook">Calls since the service was asked: others may call with the same key.</param>
public sealed record DailyQuota(long? Limit, long Used, int SinceLook)
{
    /// <summary>After so many calls the service is asked again.</summary>
    public const int LookAfter = 500;

    /// <exception cref="FormatException">The answer does not hold two numbers.</exception>
    public static DailyQuota Of(SoapAnswer answer)
    {
        var limit = long.Parse(answer.Body["AktuellesLimitTageskontingent"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var used = long.Parse(answer.Body["AktuellerStandTageskontingent"], NumberStyles.None, CultureInfo.InvariantCulture);
        return new(limit < 0 ? null : limit, used, 0);
    }

    public bool IsStale => SinceLook >= LookAfter;

    public long? Left => Limit - Used;

    public DailyQuota AfterCall() => this with { Used = Used + 1, SinceLook = SinceLook + 1 };

    /// <summary>Whether another call leaves the reserve untouched, which is for people and for tomorrow's first question.</summary>
    /// <param name="reservePercent">Of the limit, %.</param>
    public bool Allows(int reservePercent) => Limit is not { } limit || Used + 1 <= limit - (limit * reservePercent / 100);

    /// <summary>How long until the day's calls begin anew: midnight of the register's country, and a little.</summary>
    public static TimeSpan UntilReset(DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var midnight = DateTime.SpecifyKind(local.Date.AddDays(1).AddMinutes(5), DateTimeKind.Unspecified);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)) - now;
    }
}
