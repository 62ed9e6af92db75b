using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Backend.Telemetry.Slots;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Telemetry.Tests;

public sealed class SlotEnergyCalculatorTests
{
    [Fact]
    public void Values_at_the_edges_are_good_and_their_difference_is_the_energy()
    {
        var energy = Compute((0, 1_000, Quality.Good), (450, 1_100, Quality.Good), (900, 1_250, Quality.Good));

        Assert.Equal(new RegisterEnergy(new(new(1_000), Quality.Good, 1), new(new(1_250), Quality.Good, 3), new(250), Quality.Good), energy);
    }

    [Fact]
    public void An_edge_between_readings_is_estimated_and_marked()
    {
        var energy = Compute((-60, 1_000, Quality.Good), (30, 1_090, Quality.Good), (900, 1_500, Quality.Good));

        Assert.Equal(new SlotEdge(new(1_060), Quality.Interpolated, 2), energy.Start);
        Assert.Equal((new WattHours(440), Quality.Interpolated), (energy.Energy, energy.Quality));
    }

    [Fact]
    public void A_missing_value_is_no_value()
    {
        var energy = Compute((0, 1_000, Quality.Good), (890, 1_200, Quality.Good), (900, 0, Quality.Missing), (910, 1_220, Quality.Good));

        Assert.Equal(new SlotEdge(new(1_210), Quality.Interpolated, 4), energy.End);
    }

    [Theory]
    [InlineData(Quality.Derived)]
    [InlineData(Quality.Stale)]
    [InlineData(Quality.ClockUnsure)]
    [InlineData(Quality.CounterBack)]
    public void An_edge_keeps_the_quality_of_its_reading(Quality quality) =>
        Assert.Equal(quality, Compute((0, 1, Quality.Good), (900, 2, quality)).Quality);

    [Fact]
    public void Without_a_reading_on_each_side_there_is_no_number()
    {
        Assert.Equal((WattHours.Zero, Quality.Missing), Said(Compute()));
        Assert.Equal((WattHours.Zero, Quality.Missing), Said(Compute((0, 5, Quality.Good), (899, 9, Quality.Good))));
        Assert.Equal((WattHours.Zero, Quality.Missing), Said(Compute((1, 5, Quality.Good), (900, 9, Quality.Good))));
        Assert.Equal((WattHours.Zero, Quality.Missing), Said(Compute((-32 * 86_400, 5, Quality.Good), (900, 9, Quality.Good))));
    }

    [Fact]
    public void A_counter_that_went_back_is_marked_and_never_negative()
    {
        Assert.Equal((WattHours.Zero, Quality.CounterBack), Said(Compute((0, 1_000, Quality.Good), (900, 10, Quality.Good))));
        Assert.Equal((new WattHours(100), Quality.CounterBack), Said(Compute((0, 1_000, Quality.Good), (300, 0, Quality.Good), (900, 1_100, Quality.Good))));
        Assert.Equal(Quality.CounterBack, Compute((-30, 1_000, Quality.Good), (30, 10, Quality.Good), (900, 20, Quality.Good)).Quality);
    }

    [Fact]
    public void A_step_back_in_the_neighbouring_timeslot_does_not_mark_this_one() => Assert.Equal(
        (new WattHours(10), Quality.Good),
        Said(Compute((-30, 1_000, Quality.Good), (0, 10, Quality.Good), (900, 20, Quality.Good), (930, 0, Quality.Good))));

    [Fact]
    public void The_energies_of_a_day_add_up_to_the_registers_difference() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            Gen.Choose(0, 2_000).ArrayOf(97).ToArbitrary(),
            rises =>
            {
                var value = 0L;
                var values = rises.Select((rise, i) => Value(i * 900, value += rise, Quality.Good, i)).ToArray();
                var energies = Enumerable.Range(0, 96).Select(i => SlotEnergyCalculator.Compute(TestBox.Noon.Plus(i), values)).ToList();
                return energies.All(energy => energy.Quality == Quality.Good)
                    && energies.Sum(energy => energy.Energy.Value) == values[^1].Value.Value - values[0].Value.Value;
            }));

    [Fact]
    public void They_add_up_also_when_edges_are_estimated_from_readings_at_any_times() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            Gen.Choose(1, 86_399).Zip(Gen.Choose(0, 5_000)).ListOf().ToArbitrary(),
            steps =>
            {
                var value = 7L;
                int[] times = [0, .. steps.Select(step => step.Item1).Distinct().Order(), 86_400];
                var values = times.Select((time, i) => Value(time, value += i < steps.Count ? steps[i].Item2 : 1, Quality.Good, i)).ToArray();
                var energies = Enumerable.Range(0, 96).Select(i => SlotEnergyCalculator.Compute(TestBox.Noon.Plus(i), values)).ToList();
                return energies.All(energy => energy.Quality is Quality.Good or Quality.Interpolated)
                    && energies.Sum(energy => energy.Energy.Value) == values[^1].Value.Value - values[0].Value.Value;
            }));

    static (WattHours Energy, Quality Quality) Said(RegisterEnergy energy) => (energy.Energy, energy.Quality);

    static RegisterEnergy Compute(params (int Seconds, long Value, Quality Quality)[] values) => SlotEnergyCalculator.Compute(
        TestBox.Noon, [.. values.Select((value, i) => Value(value.Seconds, value.Value, value.Quality, i + 1))]);

    static RegisterValue Value(int seconds, long value, Quality quality, int sequence) =>
        new(TestBox.Noon.Start.AddSeconds(seconds), new(value), quality, sequence);
}
