using LocalEnergyMarket.Backend.PlantModels.History;
using LocalEnergyMarket.Backend.PlantModels.Mastr;

namespace LocalEnergyMarket.Backend.PlantModels.Choosing;

/// <summary>
/// Chooses a model for each unit by its kind and by what is known. Sun and wind: weather and plant data, then the unit's own past. Consumption: the own past if it
/// is long enough, then the load profile, then what little past there is. Batteries: see <see cref="StorageForecast"/>.
/// </summary>
public static class ModelChoice
{
    /// <summary>A forecast, or why there is none, for the directions that the unit can have; not for batteries.</summary>
    public static IReadOnlyList<ModelForecast> Of(PlantUnit unit, ModelInputs inputs)
    {
        var consumption = Consumption(unit, inputs);
        return unit.Kind switch
        {
            PlantKind.Consumer => unit.Produced.Count > 0 ? [Past(unit, EnergyFlow.Production, inputs), consumption] : [consumption],

            // A plant that was never measured drawing anything draws nothing that matters.
            _ when unit.Consumed.Count > 0 || unit.Estimate is not null => [Production(unit, inputs), consumption],
            _ => [Production(unit, inputs)],
        };
    }

    static ModelForecast Production(PlantUnit unit, ModelInputs inputs)
    {
        var byWeather = unit.Kind is PlantKind.Solar or PlantKind.Wind ? WeatherModels.Forecast(unit, inputs) : null;
        if (byWeather is { IsNone: false })
        {
            return byWeather;
        }

        var past = Past(unit, EnergyFlow.Production, inputs);
        return byWeather is null ? past : past with { Explanation = $"{past.Explanation}; not by weather, because {byWeather.Explanation}" };
    }

    static ModelForecast Consumption(PlantUnit unit, ModelInputs inputs)
    {
        var past = Past(unit, EnergyFlow.Consumption, inputs);
        if (past.Model == "history")
        {
            return past;
        }

        var profile = ByProfile(unit, inputs);
        return !profile.IsNone ? profile : past with { Explanation = $"{past.Explanation}; {profile.Explanation}" };
    }

    static ModelForecast ByProfile(PlantUnit unit, ModelInputs inputs)
    {
        if (unit.Estimate is not { } estimate)
        {
            return ModelForecast.None(unit.Number, EnergyFlow.Consumption, "no yearly consumption is given for it");
        }

        var state = MastrStates.Of(unit.Record);
        return inputs.Profiles.Find(estimate.Profile, state) is { } profile
            ? new(
                unit.Number, EnergyFlow.Consumption, $"profile-{profile.Name}", profile.Predict(estimate.Yearly, inputs.Timeslots),
                $"the load profile {profile.Name} for {estimate.Yearly.Value / 1000} kWh a year with the holidays of {(state == default ? "all states" : state)}")
            : ModelForecast.None(
                unit.Number, EnergyFlow.Consumption,
                $"there is no load profile {estimate.Profile} among those at hand ({(inputs.Profiles.Names is { Count: > 0 } names ? string.Join(", ", names) : "none")})");
    }

    static ModelForecast Past(PlantUnit unit, EnergyFlow flow, ModelInputs inputs)
    {
        var past = flow == EnergyFlow.Production
            ? ComparableDays.Production(unit.Produced, inputs.Timeslots)
            : ComparableDays.Consumption(unit.Consumed, inputs.Timeslots, MastrStates.Of(unit.Record));
        var model = past.Method switch
        {
            HistoryMethod.ComparableDays => "history",
            HistoryMethod.Persistence => "persistence",
            _ => "",
        };
        return new(unit.Number, flow, model, past.Slots, past.Explanation);
    }
}
