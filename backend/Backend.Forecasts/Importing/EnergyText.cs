using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Importing;

/// <summary>Amounts of a file become watt-hours in a quarter hour.</summary>
static class EnergyText
{
    /// <summary>More than any unit can: 10 GW for a quarter hour.</summary>
    static readonly WattHours Most = new(2_500_000_000);

    /// <summary>The energy, or what is wrong with it in both languages.</summary>
    /// <param name="round">Whether parts of a watt-hour are rounded; those of a power always are, half and more up.</param>
    public static (WattHours Energy, (string English, string German)? Wrong) Of(decimal number, Measure measure, bool round)
    {
        if (number > 10_000_000_000_000m)
        {
            return (WattHours.Zero, TooMuch);
        }

        var wattHours = number * measure switch
        {
            Measure.Wh => 1m,
            Measure.KWh => 1000m,
            Measure.MWh => 1_000_000m,
            Measure.W => 0.25m,
            Measure.KW => 250m,
            _ => 250_000m,
        };
        if (wattHours > Most.Value)
        {
            return (WattHours.Zero, TooMuch);
        }

        var whole = decimal.Round(wattHours, 0, MidpointRounding.AwayFromZero);
        return round || whole == wattHours || measure is Measure.W or Measure.KW or Measure.MW
            ? (new((long)whole), null)
            : (WattHours.Zero, ("is finer than a watt-hour: at most three places after kWh, or set Round for the supplier", "ist feiner als eine Wattstunde: höchstens drei Stellen hinter kWh, oder Round für den Lieferanten setzen"));
    }

    static (string English, string German) TooMuch =>
        ("is more than any unit can do in a quarter hour (10 GW): check the unit of measure", "ist mehr, als irgendeine Einheit in einer Viertelstunde kann (10 GW): Maßeinheit prüfen");
}
