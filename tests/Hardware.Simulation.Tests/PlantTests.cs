using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Profiles;

namespace LocalEnergyMarket.Hardware.Simulation.Tests;

public sealed class PlantTests
{
    const long Wh = MeterTruth.MillijoulesPerWh;

    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Instants of the first weeks, to the millisecond.</summary>
    static readonly Gen<DateTimeOffset> Instants = Gen.Choose(0, 40 * 86_400).SelectMany(s => Gen.Choose(0, 999).Select(ms => Start.AddSeconds(s).AddMilliseconds(ms)));

    [Fact]
    public void What_flows_in_flows_out_at_every_instant() => Prop.ForAll(Instants.ToArbitrary(), instant =>
    {
        var totals = Shared.At(instant).Totals;
        Assert.Equal(totals.Sold - totals.Bought, totals.Pv - totals.Household + totals.Discharged - totals.Charged);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_battery_stays_between_empty_and_full_and_gives_only_what_it_stored() => Prop.ForAll(Instants.ToArbitrary(), instant =>
    {
        var (totals, _, battery) = Shared.At(instant);
        Assert.InRange(totals.Stored, 0, battery.CapacityWh * Wh);
        // A charge inside a minute is cut to whole milliwatt-seconds, so up to one may be missing.
        Assert.InRange((battery.CapacityWh * Wh / 2) + (totals.Charged * 95 / 100) - totals.Discharged - totals.Stored, 0, 1);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_battery_never_charges_from_the_grid_nor_discharges_into_it() => Prop.ForAll(Instants.ToArbitrary(), instant =>
    {
        var flows = Shared.At(instant).Flows;
        var surplus = flows.PvW - flows.HouseholdW;
        Assert.True(flows.BatteryW == 0 || flows.BatteryW > 0 == surplus < 0);
        Assert.True(Math.Abs(flows.BatteryW) <= Math.Abs(surplus));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Counters_never_go_back() => Prop.ForAll(Instants.ToArbitrary(), Instants.ToArbitrary(), (a, b) =>
    {
        var (first, last) = a < b ? (a, b) : (b, a);
        foreach (var meter in Enum.GetValues<PlantMeter>())
        {
            var (before, after) = (Shared.CountersAt(meter, first), Shared.CountersAt(meter, last));
            Assert.True(before.ImportMillijoules <= after.ImportMillijoules && before.ExportMillijoules <= after.ExportMillijoules);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Counters_are_the_exact_sum_of_the_powers_minute_by_minute()
    {
        var (sun, household) = (new SyntheticSun(1, 10_000), new SyntheticHousehold(1));
        var from = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        var (pv, load) = (0L, 0L);
        for (var minute = 0; minute < 15; minute++)
        {
            var unix = (from.ToUnixTimeSeconds() / 60) + minute;
            pv += sun.WattsAt(unix) * 60_000;
            load += household.WattsAt(unix) * 60_000;
        }

        Assert.True(pv > 0 && load > 0);
        var (before, after) = (Shared.At(from), Shared.At(from.AddMinutes(15)));
        Assert.Equal(pv, after[PlantMeter.Pv].ExportMillijoules - before[PlantMeter.Pv].ExportMillijoules);
        Assert.Equal(load, after[PlantMeter.Household].ImportMillijoules - before[PlantMeter.Household].ImportMillijoules);
        // A tenth of a second is that part of the minute's power.
        Assert.Equal(
            before[PlantMeter.Pv].PowerW * 100, Shared.At(from.AddMilliseconds(100))[PlantMeter.Pv].ExportMillijoules - before[PlantMeter.Pv].ExportMillijoules);
    }

    [Fact]
    public void Two_processes_know_the_same_truth_whatever_they_asked_before()
    {
        var instant = Start.AddDays(20).AddHours(11.5);
        var other = new Plant(new());
        other.At(instant.AddDays(30));
        Assert.Equal(new Plant(new()).At(instant), other.At(instant));
    }

    [Fact]
    public void The_sun_sets_and_the_household_goes_on()
    {
        var night = Shared.At(new DateTimeOffset(2026, 6, 21, 0, 0, 0, TimeSpan.Zero)).Flows;
        Assert.Equal(0, night.PvW);
        Assert.True(night.HouseholdW > 0);
    }

    [Fact]
    public void A_year_is_plausible()
    {
        var (from, to) = (Start, Start.AddYears(1));
        Assert.InRange(Shared.EnergyBetween(PlantMeter.Pv, from, to).ExportWh, 8_000_000, 12_000_000);
        Assert.InRange(Shared.EnergyBetween(PlantMeter.Household, from, to).ImportWh, 3_000_000, 4_500_000);
    }

    [Fact]
    public void Before_it_was_built_the_plant_is_still()
    {
        var before = Shared.CountersAt(PlantMeter.Grid, Start.AddDays(-3));
        Assert.Equal(Shared.CountersAt(PlantMeter.Grid, Start).ImportWh, before.ImportWh);
        Assert.Equal(0, before.PowerW);
    }

    static Plant Shared { get; } = new(new());
}
