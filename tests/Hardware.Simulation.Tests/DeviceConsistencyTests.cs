using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Profiles;
using LocalEnergyMarket.Hardware.Simulation.Serving;

namespace LocalEnergyMarket.Hardware.Simulation.Tests;

/// <summary>Whatever a simulated device shows agrees with itself and with the plant, for every type, seed and instant.</summary>
public sealed class DeviceConsistencyTests
{
    const decimal Wh = MeterTruth.MillijoulesPerWh;

    static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Types => [.. DeviceCatalogue.Shipped];

    /// <summary>A counter moves by the integral of the power, to the device's own step.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void A_counter_moves_by_what_its_power_adds_up_to(string type)
    {
        var device = DeviceCatalogue.Find(type);
        var counters = device.Quantities.Where(q => q.Name is "energy_active_import" or "energy_active_export" or "energy_active_production").ToList();
        Prop.ForAll(Cases.ToArbitrary(), x =>
        {
            var (plant, meter, from, minutes) = x;
            var (import, export) = Integral(plant, meter, from, minutes);
            foreach (var counter in counters)
            {
                var (before, step) = Read(device, counter, plant.CountersAt(meter, from));
                var (after, _) = Read(device, counter, plant.CountersAt(meter, from.AddMinutes(minutes)));
                var moved = counter.Name.EndsWith("import", StringComparison.Ordinal) ? import : export;
                Assert.InRange(after - before, (moved / Wh) - step, (moved / Wh) + step);
            }
        }).Check(Few);
    }

    [Fact]
    public void The_phases_of_every_meter_add_up_at_every_instant() => Prop.ForAll(Cases.ToArbitrary(), x =>
    {
        var (plant, meter, from, minutes) = x;
        var (first, last) = (plant.CountersAt(meter, from), plant.CountersAt(meter, from.AddMinutes(minutes)));
        Assert.Equal(last.PowerW, last.Phases.PowerW.Total);
        // What was fed in less what was drawn is the same whether phases are added before or after counting.
        Assert.Equal(last.ExportMillijoules - last.ImportMillijoules, last.Phases.ExportMillijoules.Total - last.Phases.ImportMillijoules.Total);
        Assert.True(last.Phases.ImportMillijoules.Total >= last.ImportMillijoules);
        for (var phase = 1; phase <= 3; phase++)
        {
            Assert.True(last.Phases.ImportMillijoules[phase] >= first.Phases.ImportMillijoules[phase]);
            Assert.True(last.Phases.ExportMillijoules[phase] >= first.Phases.ExportMillijoules[phase]);
            Assert.InRange(last.Phases.Millivolt[phase], 207_000, 253_000);
            Assert.InRange(last.Phases.ApparentVa[phase], Math.Abs(last.Phases.PowerW[phase]), long.MaxValue);
        }

        Assert.InRange(last.Phases.Millihertz, 49_900, 50_100);
    }).Check(Few);

    [Fact]
    public void On_each_phase_what_flows_in_flows_out() => Prop.ForAll(Cases.ToArbitrary(), x =>
    {
        var at = x.Plant.At(x.From);
        for (var phase = 1; phase <= 3; phase++)
        {
            Assert.Equal(
                at[PlantMeter.Grid].Phases.PowerW[phase],
                at[PlantMeter.Pv].Phases.PowerW[phase] + at[PlantMeter.Household].Phases.PowerW[phase] + at[PlantMeter.Battery].Phases.PowerW[phase]);
            Assert.Equal(at[PlantMeter.Grid].Phases.Millivolt[phase], at[PlantMeter.Pv].Phases.Millivolt[phase]);
        }
    }).Check(Few);

    /// <summary>The totals of a device are the sums of its phases, as its own registers show them.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void What_a_device_shows_of_its_phases_adds_up_to_its_total(string type)
    {
        var device = DeviceCatalogue.Find(type);
        string[][] families = [["power_active_total", "power_active_l1", "power_active_l2", "power_active_l3"], ["power_reactive_total", "power_reactive_l1", "power_reactive_l2", "power_reactive_l3"]];
        Prop.ForAll(Cases.ToArbitrary(), x =>
        {
            var truth = x.Plant.CountersAt(x.Meter, x.From);
            foreach (var family in families.Where(f => f.All(name => device.Quantities.Any(q => q.Name == name))))
            {
                var shown = family.Select(name => Read(device, device.Quantity(name), truth)).ToList();
                var slack = shown.Sum(s => s.Step);
                Assert.InRange(shown[0].Value - shown.Skip(1).Sum(s => s.Value), -slack, slack);
            }
        }).Check(Few);
    }

    static Config Few { get; } = Config.QuickThrowOnFailure.WithMaxTest(25);

    static Gen<(Plant Plant, PlantMeter Meter, DateTimeOffset From, int Minutes)> Cases =>
        from seed in Gen.Elements(1, 2, 3)
        from meter in Gen.Elements(Enum.GetValues<PlantMeter>())
        from second in Gen.Choose(0, 2 * 86_400)
        from minutes in Gen.Choose(1, 120)
        select (Plants[seed - 1], meter, Start.AddSeconds(second), minutes);

    static Plant[] Plants { get; } = [.. Enumerable.Range(1, 3).Select(seed => new Plant(new()
    {
        Since = new(2026, 6, 1), Seed = seed, Sun = new SyntheticSun(seed, 9_700), Household = new SyntheticHousehold(seed),
    }))];

    /// <summary>By hand, from the powers alone: each is constant within a minute of the clock.</summary>
    static (decimal Import, decimal Export) Integral(Plant plant, PlantMeter meter, DateTimeOffset from, int minutes)
    {
        var (import, export) = (0L, 0L);
        for (var (at, end) = (from, from.AddMinutes(minutes)); at < end;)
        {
            var next = DateTimeOffset.FromUnixTimeSeconds(((at.ToUnixTimeSeconds() / 60) + 1) * 60);
            next = next < end ? next : end;
            var milliseconds = (long)(next - at).TotalMilliseconds;
            var watts = plant.CountersAt(meter, at).PowerW;
            import += Math.Max(-watts, 0) * milliseconds;
            export += Math.Max(watts, 0) * milliseconds;
            at = next;
        }

        return (import, export);
    }

    /// <summary>One quantity from the device's registers, in base units, and the step in which it shows it.</summary>
    static (decimal Value, decimal Step) Read(DeviceType device, DeviceQuantity quantity, MeterTruth truth)
    {
        var registers = new ushort[quantity.Registers];
        Assert.Equal(ModbusExceptionCode.None, new SimulatedDevice(device, () => truth).Read(quantity.Function, quantity.Address, registers));
        var bits = RegisterCodec.Bits(quantity.Words, registers);
        if (quantity.NotAvailable.Any(pattern => RegisterCodec.Pattern(pattern) == bits))
        {
            return (0, 0);
        }

        var scale = Math.Abs(quantity.Scale) * quantity.Unit.Thousand;
        return (RegisterCodec.Number(quantity.Raw, bits)!.Value * quantity.Scale * quantity.Unit.Thousand, RegisterCodec.Step(quantity.Raw, bits) * scale);
    }
}
