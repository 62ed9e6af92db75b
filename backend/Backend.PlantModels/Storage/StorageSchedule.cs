using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Storage;

/// <summary>What the rest of a household is expected to do in a quarter hour.</summary>
public readonly record struct HouseholdSlot(Timeslot Timeslot, WattHours Production, WattHours Consumption);

/// <summary>What a battery does in a quarter hour.</summary>
/// <param name="Charged">Taken, as its meter sees it.</param>
/// <param name="Discharged">Given, as its meter sees it.</param>
/// <param name="ChargeAfter">What is in it at the end.</param>
public readonly record struct StorageSlot(Timeslot Timeslot, WattHours Charged, WattHours Discharged, WattHours ChargeAfter);

/// <summary>
/// A battery run for the household's own use, as those beside a photovoltaic plant are: what is left over charges it until it is full, what is missing is taken
/// from it until it is empty, within its power.
/// </summary>
public static class StorageSchedule
{
    /// <param name="household">In rising order of time.</param>
    /// <param name="charge">What is in it at the start; what is not known is best put at nothing, so that no energy is counted on that may not be there.</param>
    public static IReadOnlyList<StorageSlot> SelfConsumption(StoragePlant plant, IEnumerable<HouseholdSlot> household, WattHours charge)
    {
        var slots = new List<StorageSlot>();
        var now = WattHours.Min(WattHours.Max(charge, WattHours.Zero), plant.Capacity);
        foreach (var slot in household)
        {
            var surplus = slot.Production - slot.Consumption;
            var charged = WattHours.Min(WattHours.Max(surplus, WattHours.Zero), plant.Room(now));
            var discharged = WattHours.Min(WattHours.Max(-surplus, WattHours.Zero), plant.Usable(now));
            now = After(plant, now, charged, discharged);
            slots.Add(new(slot.Timeslot, charged, discharged, now));
        }

        return slots;
    }

    /// <summary>The charge is kept in whole watt-hours, rounded down: a battery never holds more than went in.</summary>
    static WattHours After(StoragePlant plant, WattHours charge, WattHours charged, WattHours discharged)
    {
        var after = charge.Value + (charged.Value * plant.OneWay) - (discharged.Value / plant.OneWay);
        return new(Math.Clamp((long)Math.Floor(after), 0, plant.Capacity.Value));
    }
}
