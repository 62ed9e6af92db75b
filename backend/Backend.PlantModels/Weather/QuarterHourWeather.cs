using LocalEnergyMarket.Backend.PlantModels.Solar;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Weather;

/// <summary>Weather in the middle of a quarter hour; irradiance as its mean. Null is not known. Units as in <see cref="WeatherStep"/>.</summary>
public sealed record QuarterHourWeather(
    Timeslot Timeslot, double? Global, double? Temperature, double? Wind, double? Pressure, double? Direct = null, double? Diffuse = null)
{
    /// <summary>Values further apart than this are not connected by a line.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromHours(3);

    /// <summary>
    /// The weather of quarter hours. Temperature, wind and pressure lie on the line between two steps. Irradiance is a mean over the step that has
    /// ended: it is spread over the step's quarter hours as a cloudless sky's would be at the plant, so that its sum is kept; a step with the sun
    /// below the horizon has none.
    /// </summary>
    /// <param name="forecast">Its step is a quarter hour or a multiple.</param>
    /// <param name="place">Where the sun is looked at: the plant.</param>
    public static IReadOnlyList<QuarterHourWeather> Of(WeatherForecast forecast, GeoPoint place, IEnumerable<Timeslot> timeslots)
    {
        var temperature = new Line(forecast.Steps, step => step.Temperature);
        var wind = new Line(forecast.Steps, step => step.Wind);
        var pressure = new Line(forecast.Steps, step => step.Pressure);
        var light = new Spread(forecast, place);
        return
        [
            .. timeslots.Select(timeslot =>
            {
                var middle = timeslot.Start + (Timeslot.Length / 2);
                return new QuarterHourWeather(
                    timeslot, light.Of(timeslot, step => step.Global), temperature.At(middle), wind.At(middle), pressure.At(middle),
                    light.Of(timeslot, step => step.Direct), light.Of(timeslot, step => step.Diffuse));
            }),
        ];
    }
}

/// <summary>The known values of one quantity, joined by lines.</summary>
file sealed class Line(IReadOnlyList<WeatherStep> steps, Func<WeatherStep, double?> value)
{
    readonly (DateTimeOffset Time, double Value)[] _known = [.. steps.Where(step => value(step) is not null).Select(step => (step.Time, value(step)!.Value))];

    public double? At(DateTimeOffset instant)
    {
        var after = Array.FindIndex(_known, point => point.Time >= instant);
        if (after <= 0)
        {
            return null;
        }

        var (left, right) = (_known[after - 1], _known[after]);
        var gap = right.Time - left.Time;
        return gap > QuarterHourWeather.LongestGap ? null : left.Value + ((right.Value - left.Value) * ((instant - left.Time) / gap));
    }
}

/// <summary>Means over steps, spread over their quarter hours by the sun.</summary>
file sealed class Spread(WeatherForecast forecast, GeoPoint place)
{
    readonly Dictionary<DateTimeOffset, WeatherStep> _byEnd = forecast.Steps.ToDictionary(step => step.Time);
    readonly Dictionary<Timeslot, double> _shapes = [];

    public double? Of(Timeslot timeslot, Func<WeatherStep, double?> value)
    {
        var quarters = (int)(forecast.Step / Timeslot.Length);
        for (var back = 0; back < quarters; back++)
        {
            if (_byEnd.GetValueOrDefault(timeslot.Plus(back).End) is not { } step)
            {
                continue;
            }

            return value(step) is { } mean ? mean * Share(timeslot, timeslot.Plus(back - quarters + 1), quarters) : null;
        }

        return null;
    }

    /// <summary>The quarter hour's part of the step, 1 being the mean.</summary>
    double Share(Timeslot timeslot, Timeslot first, int quarters)
    {
        var sum = Enumerable.Range(0, quarters).Sum(i => Shape(first.Plus(i)));
        return sum > 0 ? Shape(timeslot) * quarters / sum : 0;
    }

    double Shape(Timeslot timeslot)
    {
        if (!_shapes.TryGetValue(timeslot, out var shape))
        {
            shape = Irradiance.ClearSky(SolarPosition.At(timeslot.Start + (Timeslot.Length / 2), place).ApparentZenith);
            _shapes.Add(timeslot, shape);
        }

        return shape;
    }
}
