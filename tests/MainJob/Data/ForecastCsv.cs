using System.Globalization;
using System.Text;
using LocalEnergyMarket.MainJob.Parts;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.MainJob.Data;

/// <summary>Forecasts made of what will really be, and wrong on purpose: always too much, so that a deviation is left to settle.</summary>
static class ForecastCsv
{
    public static UnitForecast Of(Trader trader, Timeslot timeslot, PlantOfTheDay plant)
    {
        var (import, export) = plant.In(trader.Meter, timeslot);
        return trader == Neighbourhood.Prosumer ? new(new(export + (export / 10) + 100), WattHours.Zero)
            : trader == Neighbourhood.Household ? new(WattHours.Zero, new(import + (import / 5) + 50))
            : new(new(export), new(import + 150));
    }

    public static string Write(IEnumerable<Timeslot> timeslots, PlantOfTheDay plant)
    {
        var csv = new StringBuilder("start_utc;end_utc;mastr;direction;kwh\n");
        foreach (var timeslot in timeslots)
        {
            foreach (var trader in Neighbourhood.Traders)
            {
                var forecast = Of(trader, timeslot, plant);
                Line(csv, timeslot, trader.UnitNumber, "generation", forecast.Production);
                Line(csv, timeslot, trader.UnitNumber, "consumption", forecast.Consumption);
            }
        }

        return csv.ToString();
    }

    static void Line(StringBuilder csv, Timeslot timeslot, string unit, string direction, WattHours energy)
    {
        if (energy > WattHours.Zero)
        {
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{timeslot.Start.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'};{timeslot.End.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'};{unit};{direction};{energy.Value / 1000m:0.000}\n");
        }
    }
}
