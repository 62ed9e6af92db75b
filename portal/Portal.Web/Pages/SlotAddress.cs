using System.Globalization;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Portal.Web.Pages;

/// <summary>A timeslot in the portal's addresses: its UTC start without separators, for example <c>20260621T1215Z</c>.</summary>
public static class SlotAddress
{
    const string Format = "yyyyMMdd'T'HHmm'Z'";

    public static string Of(long startUnixSeconds) => new Timeslot(startUnixSeconds).Start.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The timeslot, or null if the text is not the start of one.</summary>
    public static Timeslot? Parse(string text) =>
        DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)
            && start.ToUnixTimeSeconds() % Timeslot.Seconds == 0
            ? new Timeslot(start.ToUnixTimeSeconds())
            : null;
}
