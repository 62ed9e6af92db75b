using System.Globalization;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Portal.Web.Language;

/// <summary>Quantities as people read them, exact to the last digit, with the decimal separator of the request's language.</summary>
public static class Figures
{
    /// <summary>Wh, shown in kWh.</summary>
    public static string Energy(long wattHours) => Decimal(wattHours, 3) + "\u00a0kWh";

    /// <summary>10⁻⁵ EUR/kWh, shown in ct/kWh.</summary>
    public static string Price(long milliCentPerKwh) => Decimal(milliCentPerKwh, 3) + "\u00a0ct/kWh";

    /// <summary>10⁻⁸ EUR, shown in euros with all decimals.</summary>
    public static string Amount(long microCent) => Decimal(microCent, 8) + "\u00a0€";

    /// <summary>Whole numbers, grouped.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>Millionths, shown in per cent with one decimal; half and more rounded up.</summary>
    public static string Percent(long millionths) => Decimal((millionths + (millionths < 0 ? -500 : 500)) / 1000, 1) + "\u00a0%";

    // A minus sign that does not break from its number, and as wide as a plus.
    static string Decimal(long value, int decimals) =>
        FixedPoint.Format(value, decimals).Replace(".", CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator, StringComparison.Ordinal)
            .Replace('-', '\u2212');
}
