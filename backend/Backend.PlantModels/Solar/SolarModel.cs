using LocalEnergyMarket.Backend.PlantModels.Weather;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Solar;

/// <summary>
/// From weather to the energy of a photovoltaic plant: sun, split of the global irradiance, transposition, cell temperature, modules, losses,
/// inverter, feed-in limit. The sun is taken at the middle of the quarter hour.
/// </summary>
public static class SolarModel
{
    /// <summary>One prediction for each quarter hour whose weather has irradiance and temperature; in still air where the wind is not known.</summary>
    public static IReadOnlyList<SlotPrediction> Predict(SolarPlant plant, IEnumerable<QuarterHourWeather> weather) =>
    [
        .. weather
            .Where(quarter => quarter is { Global: not null, Temperature: not null })
            .Select(quarter => new SlotPrediction(quarter.Timeslot, Energy(plant, quarter))),
    ];

    /// <summary>Power behind the inverter at an irradiance on the horizontal, W, before the feed-in limit.</summary>
    public static double Power(SolarPlant plant, SolarPosition sun, double extraterrestrial, Irradiance light, double air, double wind)
    {
        var direct = plant.Arrays.Sum(array => array.Share * Modules(plant, array, sun, extraterrestrial, light, air, wind));
        return PvWatts.InverterOf(direct * (1 - plant.Losses), plant.InverterWatts);
    }

    static WattHours Energy(SolarPlant plant, QuarterHourWeather quarter)
    {
        var middle = quarter.Timeslot.Start + (Timeslot.Length / 2);
        var sun = SolarPosition.At(middle, plant.Place, quarter.Pressure / 100 ?? 1013.25, quarter.Temperature!.Value);
        if (!sun.IsUp)
        {
            return WattHours.Zero;
        }

        var extraterrestrial = Irradiance.Extraterrestrial(middle.UtcDateTime.DayOfYear);
        var light = quarter is { Direct: { } direct, Diffuse: { } diffuse }
            ? new(quarter.Global!.Value, direct, diffuse)
            : Irradiance.FromGlobal(quarter.Global!.Value, sun.Zenith, extraterrestrial);
        return Rounding.QuarterHour(Power(plant, sun, extraterrestrial, light, quarter.Temperature.Value, quarter.Wind ?? 0), plant.LargestWatts);
    }

    static double Modules(
        SolarPlant plant, SolarArray array, SolarPosition sun, double extraterrestrial, Irradiance light, double air, double wind)
    {
        var plane = array.Plane ?? new ModulePlane(Math.Min(sun.ApparentZenith, 90), sun.Azimuth);
        var onPlane = plane.Receive(light, extraterrestrial, sun.ApparentZenith, sun.Azimuth, plant.Albedo).Total;
        var cell = plant.Mounting == Mounting.Roof
            ? CellTemperature.Sapm(onPlane, air, wind, SapmMount.CloseRoofGlassGlass)
            : CellTemperature.Faiman(onPlane, air, wind);
        return PvWatts.Modules(onPlane, cell, plant.ModuleWatts, plant.TemperatureCoefficient);
    }
}
