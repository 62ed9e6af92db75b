using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Backend.PlantModels.Storage;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Tests.Storage;

public sealed class StorageTests
{
    static readonly StoragePlant Battery = new(new(10_240), new(4_600), new(4_600));

    [Fact]
    public void Whatever_the_household_does_the_battery_keeps_its_bounds_and_makes_no_energy()
    {
        var gen =
            from capacity in Gen.Choose(0, 20_000)
            from charge in Gen.Choose(0, 10_000)
            from discharge in Gen.Choose(0, 10_000)
            from efficiency in Gen.Choose(50, 100)
            from start in Gen.Choose(0, 30_000)
            from slots in Gen.ListOf(from p in Gen.Choose(0, 3000) from c in Gen.Choose(0, 3000) select (p, c))
            select (Plant: new StoragePlant(new(capacity), new(charge), new(discharge), efficiency / 100.0), Start: new WattHours(start), Slots: slots.ToList());
        Prop.ForAll(gen.ToArbitrary(), at =>
        {
            var household = at.Slots.Select((slot, i) => new HouseholdSlot(new(i * 900L), new(slot.p), new(slot.c))).ToList();
            var schedule = StorageSchedule.SelfConsumption(at.Plant, household, at.Start);
            var (given, taken) = (0L, 0L);
            foreach (var (slot, house) in schedule.Zip(household))
            {
                Assert.InRange(slot.ChargeAfter.Value, 0, at.Plant.Capacity.Value);
                Assert.True(slot.Charged.Value * 4 <= at.Plant.ChargeLimit.Value && slot.Discharged.Value * 4 <= at.Plant.DischargeLimit.Value);
                Assert.True(slot.Charged == WattHours.Zero || slot.Discharged == WattHours.Zero);
                Assert.True(slot.Charged <= WattHours.Max(house.Production - house.Consumption, WattHours.Zero), "takes only what is left over");
                Assert.True(slot.Discharged <= WattHours.Max(house.Consumption - house.Production, WattHours.Zero), "gives only what is missing");
                (given, taken) = (given + slot.Discharged.Value, taken + slot.Charged.Value);
            }

            var start = Math.Min(at.Start.Value, at.Plant.Capacity.Value);
            Assert.True(given <= ((start + (taken * at.Plant.OneWay)) * at.Plant.OneWay) + 1e-6, "makes energy");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void A_sunny_noon_is_used_in_the_evening_less_the_loss()
    {
        var household = Enumerable.Range(0, 8).Select(i => new HouseholdSlot(new(i * 900L), new(i < 4 ? 1_000 : 0), new(i < 4 ? 200 : 900))).ToList();
        var schedule = StorageSchedule.SelfConsumption(Battery, household, WattHours.Zero);
        Assert.Equal(3_200, schedule.Sum(slot => slot.Charged.Value));

        // 90 % of 3,200 Wh is 2,880; each of the eight steps may lose one watt-hour to rounding.
        Assert.InRange(schedule.Sum(slot => slot.Discharged.Value), 2_872, 2_880);
        Assert.Equal(new WattHours(900), schedule[4].Discharged);
    }

    [Fact]
    public void A_full_battery_gives_by_its_power_and_an_almost_empty_one_by_what_it_holds()
    {
        Assert.Equal(new WattHours(1_150), Battery.Usable(Battery.Capacity));
        Assert.Equal(new WattHours(94), Battery.Usable(new(100)));
        Assert.Equal(WattHours.Zero, Battery.Usable(WattHours.Zero));
        Assert.Equal(WattHours.Zero, Battery.Room(Battery.Capacity));
        Assert.Equal(new WattHours(1_150), Battery.Room(WattHours.Zero));
    }
}
