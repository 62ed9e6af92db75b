using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.PlantModels.Choosing;
using LocalEnergyMarket.Backend.PlantModels.Storage;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>Forecasts of a household's units: first those that stand for themselves, then the batteries, which follow the others.</summary>
static class HouseholdForecast
{
    public static IReadOnlyList<ModelForecast> Of(IReadOnlyCollection<PlantUnit> units, ModelInputs inputs, KnownBeliefs known)
    {
        var forecasts = units.Where(unit => unit.Kind != PlantKind.Storage).SelectMany(unit => ModelChoice.Of(unit, inputs)).ToList();
        var household = Rest(units, forecasts, inputs.Timeslots, known);

        // Several batteries share what is left over: the second sees what the first did.
        foreach (var battery in units.Where(unit => unit.Kind == PlantKind.Storage).OrderBy(unit => unit.Number, StringComparer.Ordinal))
        {
            var schedule = StorageForecast.Of(battery, household, inputs);
            forecasts.AddRange(schedule);
            household = After(household, schedule);
        }

        return forecasts;
    }

    /// <summary>What a supplier delivered counts before what was computed here. A timeslot without production or consumption is left out.</summary>
    static Dictionary<Timeslot, HouseholdSlot> Rest(
        IReadOnlyCollection<PlantUnit> units, IReadOnlyCollection<ModelForecast> forecasts, IReadOnlyList<Timeslot> timeslots, KnownBeliefs known)
    {
        var own = forecasts.SelectMany(forecast => forecast.Slots, (forecast, slot) => (Key: (forecast.UnitNumber, forecast.Flow, slot.Timeslot), slot.Energy))
            .ToDictionary(pair => pair.Key, pair => pair.Energy);
        var others = units.Where(unit => unit.Kind != PlantKind.Storage).Select(unit => unit.Number).ToList();
        var household = new Dictionary<Timeslot, HouseholdSlot>();
        foreach (var timeslot in timeslots)
        {
            if (Sum(timeslot, EnergyFlow.Production) is { } production && Sum(timeslot, EnergyFlow.Consumption) is { } consumption)
            {
                household[timeslot] = new(timeslot, production, consumption);
            }
        }

        return household;

        WattHours? Sum(Timeslot timeslot, EnergyFlow flow)
        {
            WattHours? sum = null;
            foreach (var unit in others)
            {
                var energy = known.Delivered(unit, timeslot, DirectionOf(flow)) ?? (own.TryGetValue((unit, flow, timeslot), out var computed) ? computed : null);
                sum = energy is null ? sum : (sum ?? WattHours.Zero) + energy;
            }

            return sum;
        }
    }

    static Dictionary<Timeslot, HouseholdSlot> After(Dictionary<Timeslot, HouseholdSlot> household, IReadOnlyList<ModelForecast> battery)
    {
        var after = new Dictionary<Timeslot, HouseholdSlot>(household);
        foreach (var forecast in battery)
        {
            foreach (var slot in forecast.Slots.Where(slot => after.ContainsKey(slot.Timeslot)))
            {
                var before = after[slot.Timeslot];
                after[slot.Timeslot] = forecast.Flow == EnergyFlow.Production
                    ? before with { Production = before.Production + slot.Energy }
                    : before with { Consumption = before.Consumption + slot.Energy };
            }
        }

        return after;
    }

    public static Direction DirectionOf(EnergyFlow flow) => flow == EnergyFlow.Production ? Direction.Production : Direction.Consumption;
}
