using LocalEnergyMarket.Backend.PlantModels.Mastr;
using LocalEnergyMarket.Backend.PlantModels.Storage;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Choosing;

/// <summary>Forecasts of a battery from what the rest of its household is expected to do, else from its own past.</summary>
public static class StorageForecast
{
    /// <param name="household">The rest of the household; a timeslot is left out where its production or consumption is not known.</param>
    public static IReadOnlyList<ModelForecast> Of(PlantUnit battery, IReadOnlyDictionary<Timeslot, HouseholdSlot> household, ModelInputs inputs)
    {
        var record = battery.StorageRecord is { } storage ? StorageRecord.Read(battery.Record, storage) : null;
        var known = inputs.Timeslots.TakeWhile(household.ContainsKey).ToList();
        if (record is not null && known.Count > 0)
        {
            var schedule = StorageSchedule.SelfConsumption(record.Plant, known.Select(slot => household[slot]), WattHours.Zero);
            var explanation = $"run for the household's own use; assumed: {string.Join(", ", record.Assumptions)}";
            return
            [
                Forecast(battery, EnergyFlow.Production, schedule.Select(slot => new SlotPrediction(slot.Timeslot, slot.Discharged)), explanation),
                Forecast(battery, EnergyFlow.Consumption, schedule.Select(slot => new SlotPrediction(slot.Timeslot, slot.Charged)), explanation),
            ];
        }

        var why = record is null ? "the register has no power or no capacity of it" : "production and consumption of the rest of the household are not both forecast";
        return
        [
            .. ModelChoice.Of(battery with { Kind = PlantKind.Other }, inputs)
                .Select(past => past with { Explanation = $"{past.Explanation}; not as a schedule, because {why}" }),
        ];
    }

    static ModelForecast Forecast(PlantUnit battery, EnergyFlow flow, IEnumerable<SlotPrediction> slots, string explanation) =>
        new(battery.Number, flow, "storage", [.. slots], explanation);
}
