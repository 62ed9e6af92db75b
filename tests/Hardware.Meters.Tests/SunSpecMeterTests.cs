using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.SunSpec;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Tests;

public sealed class SunSpecMeterTests
{
    static readonly (string, decimal)[] Meter203 =
        [("W", -4_321), ("W_SF", 0), ("TotWhImp", 12_345), ("TotWhExp", 678), ("TotWh_SF", 1), ("Hz", 5_001), ("Hz_SF", -2)];

    static readonly (string, decimal)[] Inverter103 = [("W", 800), ("W_SF", 1), ("WH", 9_876_543), ("WH_SF", 0), ("Hz", 5_000), ("Hz_SF", -2)];

    [Theory]
    [InlineData(40000)]
    [InlineData(0)]
    [InlineData(50000)]
    public async Task The_models_are_found_at_each_of_the_three_places(int place)
    {
        var unit = new StrictUnit();
        SunSpecImage.At(unit, place).Common("S1").Model(203, Meter203).End();
        var map = await FindAsync(unit);
        Assert.Equal((place, SunSpecEnd.EndModel), (map!.Base, map.End));
        Assert.Equal([new(1, (ushort)(place + 2), 66), new SunSpecBlock(203, (ushort)(place + 70), 105)], map.Blocks);
        Assert.Equal(Expected203, await ReadAsync(unit));
    }

    [Fact]
    public async Task A_refused_address_after_a_whole_model_is_the_end_too()
    {
        var unit = new StrictUnit();
        SunSpecImage.At(unit, 40000).Common("S1", pad: false).Model(203, Meter203);
        var map = await FindAsync(unit);
        Assert.Equal(SunSpecEnd.Refused, map!.End);
        Assert.Equal("1, 203", map.Summary);
        Assert.Equal(Expected203, await ReadAsync(unit));
    }

    [Fact]
    public async Task An_inverter_and_a_meter_in_one_device_are_told_apart_by_role_model_and_instance()
    {
        var unit = new StrictUnit();
        SunSpecImage.At(unit, 40000).Common("INV").Model(103, Inverter103).Raw(160, 1, 2, 3)
            .Common("M1").Model(203, Meter203)
            .Common("M2").Model(203, ("W", 5), ("W_SF", 2), ("TotWhImp", 1), ("TotWhExp", 0), ("TotWh_SF", 3)).End();
        Assert.Equal(Expected203, await ReadAsync(unit));
        Assert.Equal(
            [Good(MeterRegister.EnergyExportWh, 9_876_543, 1), new(MeterRegister.PowerW, 8_000, MeterQuality.Good, 10)],
            await ReadAsync(unit, new() { Role = SunSpecRole.Inverter }));
        Assert.Equal(await ReadAsync(unit, new() { Role = SunSpecRole.Inverter }), await ReadAsync(unit, new() { Model = 103 }));

        // A mandatory counter that is 0 has counted nothing; it is not "not implemented".
        Assert.Equal(
            [Good(MeterRegister.EnergyImportWh, 1_000, 1_000), Good(MeterRegister.EnergyExportWh, 0, 1_000), new(MeterRegister.PowerW, -500, MeterQuality.Good, 100)],
            await ReadAsync(unit, new() { Instance = 2 }));
        await using var wire = new Wire(1, unit);
        Assert.Equal("M2", (await new SunSpecMeter(wire.Master, 1, new() { Instance = 2 }).IdentifyAsync(TestContext.Current.CancellationToken)).Serial);
        Assert.True(await new SunSpecMeter(wire.Master, 1, new() { Role = SunSpecRole.Inverter }).IdentifyAsync(TestContext.Current.CancellationToken)
            is { Maker: "Example", Model: "Meter 3", Serial: "INV", Firmware: "1.2.3" });
        var e = await Assert.ThrowsAsync<MeterException>(() => ReadAsync(unit, new() { Instance = 3 }));
        Assert.Contains("has 2 of the meter (models 201 to 204, 211 to 214), number 3 was asked for. It has the models 1, 103, 160, 1, 203, 1, 203", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(102, 103)]
    [InlineData(101, 101)]
    public async Task Inverters_of_fewer_phases_have_the_same_layout(int model, int layout)
    {
        var unit = new StrictUnit();
        SunSpecImage.At(unit, 40000).Common("S").Like(model, layout, Inverter103).End();
        Assert.Equal(Good(MeterRegister.EnergyExportWh, 9_876_543, 1), (await ReadAsync(unit, new() { Role = SunSpecRole.Inverter }))[0]);
    }

    [Fact]
    public async Task A_floating_point_meter_is_longer_than_one_request_and_read_in_two()
    {
        var unit = new StrictUnit();
        SunSpecImage.At(unit, 40000).Common("S").Model(213, ("W", 1_500.5m), ("TotWhImp", 16_777_216), ("TotWhExp", 12.6m), ("Hz", 50.25m), ("PhVphA", 230.5m)).End();
        Assert.Equal(
            [new(MeterRegister.EnergyImportWh, 16_777_216, MeterQuality.Good, 2), new(MeterRegister.EnergyExportWh, 13, MeterQuality.Good), new(MeterRegister.PowerW, -1_501, MeterQuality.Good)],
            await ReadAsync(unit));

        await using var wire = new Wire(1, unit);
        unit.Requests.Clear();
        var details = await new SunSpecMeter(wire.Master, 1).ReadAllAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(40070, 124), (40194, 2)], unit.Requests.TakeLast(2));
        Assert.Equal((50.25m, MeterUnit.Hz), details.Where(d => d.Name == "Hz").Select(d => (d.Value!.Value, d.Unit)).Single());
        Assert.Null(details.Single(d => d.Name == "PhVphB").Value);
    }

    [Fact]
    public async Task A_floating_point_inverter_is_read()
    {
        var unit = new StrictUnit();
        SunSpecImage.At(unit, 0).Common("S").Model(113, ("W", -3.25m), ("WH", 1_000)).End();
        Assert.Equal(
            [new(MeterRegister.EnergyExportWh, 1_000, MeterQuality.Good), new(MeterRegister.PowerW, -3, MeterQuality.Good)],
            await ReadAsync(unit, new() { Role = SunSpecRole.Inverter }));
    }

    [Fact]
    public async Task The_model_of_newer_inverters_counts_both_ways_in_64_bits_and_comes_before_the_older()
    {
        var registers = new ushort[153];
        void Put(int offset, params ushort[] values) => values.CopyTo(registers, offset - 2);
        Put(10, 0x0FA0);
        Put(19, 0, 1, 0, 2);
        Put(23, 0, 0, 0, 7);
        Put(116, 1);
        Put(120, 0xFFFF);
        var unit = new StrictUnit();
        SunSpecImage.At(unit, 40000).Common("S").Model(103, Inverter103).Raw(701, registers).End();
        Assert.Equal(
            [new(MeterRegister.EnergyImportWh, 0, MeterQuality.Good), new(MeterRegister.EnergyExportWh, 429_496_729, MeterQuality.Good), new(MeterRegister.PowerW, 40_000, MeterQuality.Good, 10)],
            await ReadAsync(unit, new() { Role = SunSpecRole.Inverter }));
    }

    [Fact]
    public async Task At_night_an_inverter_rests_and_what_it_has_not_is_missing()
    {
        var unit = new StrictUnit();
        SunSpecImage.At(unit, 40000).Common("S").Model(103, ("WH", 0x8000_0000), ("WH_SF", 0), ("W_SF", 0)).End();
        Assert.Equal(
            [MeterValue.Missing(MeterRegister.EnergyExportWh), new(MeterRegister.PowerW, 0, MeterQuality.Derived)],
            await ReadAsync(unit, new() { Role = SunSpecRole.Inverter }));
    }

    [Fact]
    public async Task A_number_whose_scale_factor_is_none_means_nothing()
    {
        var unit = new StrictUnit();
        SunSpecImage.At(unit, 40000).Common("S").Model(203, ("W", 5), ("W_SF", 11), ("TotWhImp", 7), ("TotWhExp", 0), ("Hz", 50)).End();
        Assert.All(await ReadAsync(unit), v => Assert.Equal(MeterQuality.Missing, v.Quality));

        // That of the frequency may be left out: then it is 10⁰.
        await using var wire = new Wire(1, unit);
        Assert.Equal(50, (await new SunSpecMeter(wire.Master, 1).ReadAllAsync(TestContext.Current.CancellationToken)).Single(d => d.Name == "Hz").Value);
    }

    [Fact]
    public async Task A_counter_of_32_bits_says_where_it_starts_anew()
    {
        var unit = new StrictUnit();
        SunSpecImage.At(unit, 40000).Common("S").Model(203, ("W", 0), ("W_SF", 0), ("TotWhImp", 4_294_967_294), ("TotWhExp", 3), ("TotWh_SF", -1)).End();
        var before = (await ReadAsync(unit))[0];
        Assert.Equal(new(MeterRegister.EnergyImportWh, 429_496_729, MeterQuality.Good, 1, 429_496_730), before);

        SunSpecImage.At(unit, 40000).Common("S").Model(203, ("W", 0), ("W_SF", 0), ("TotWhImp", 96), ("TotWhExp", 3), ("TotWh_SF", -1)).End();
        Assert.Equal(new(CounterStep.Wrapped, 10), CounterMovement.Between(before.Value, (await ReadAsync(unit))[0]));
    }

    [Fact]
    public async Task A_device_that_shows_other_models_after_a_restart_is_found_again_within_the_same_reading()
    {
        var unit = new StrictUnit();
        SunSpecImage.At(unit, 40000).Common("S").Model(203, Meter203).End();
        await using var wire = new Wire(1, unit);
        var meter = new SunSpecMeter(wire.Master, 1);
        Assert.Equal(Expected203, await meter.ReadAsync(TestContext.Current.CancellationToken));

        // New firmware: another model comes first.
        unit.Clear();
        SunSpecImage.At(unit, 40000).Common("S").Raw(64_999, 1, 2, 3, 4, 5).Model(203, Meter203).End();
        Assert.Equal(Expected203, await meter.ReadAsync(TestContext.Current.CancellationToken));

        // And another place.
        unit.Clear();
        SunSpecImage.At(unit, 50000).Common("S").Model(203, Meter203).End();
        Assert.Equal(Expected203, await meter.ReadAsync(TestContext.Current.CancellationToken));
        unit.Requests.Clear();
        await meter.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(50070, 55)], unit.Requests);
    }

    [Fact]
    public async Task Another_device_is_not_taken_for_the_one_that_was_there()
    {
        var unit = new StrictUnit();
        SunSpecImage.At(unit, 40000).Common("S1").Model(203, Meter203).End();
        await using var wire = new Wire(1, unit);
        var meter = new SunSpecMeter(wire.Master, 1, new() { DeviceSerial = "S1" });
        Assert.Equal(Expected203, await meter.ReadAsync(TestContext.Current.CancellationToken));

        unit.Clear();
        await Assert.ThrowsAsync<MeterException>(() => meter.ReadAsync(TestContext.Current.CancellationToken).AsTask());
        SunSpecImage.At(unit, 40000).Common("S2").Model(203, Meter203).End();
        var e = await Assert.ThrowsAsync<MeterException>(() => meter.ReadAsync(TestContext.Current.CancellationToken).AsTask());
        Assert.Contains("its serial number is S2, not S1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_without_SunSpec_is_said_to_be_one()
    {
        var unit = new StrictUnit();
        unit.PutHolding(40000, 1, 2);
        var e = await Assert.ThrowsAsync<MeterException>(() => ReadAsync(unit));
        Assert.Contains("has no SunSpec marker at 40000, 0 or 50000. Switch SunSpec on in the device", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_be_limited_is_said_with_address_scale_and_what_a_hundred_percent_is()
    {
        var nameplate = new ushort[26];
        (nameplate[1], nameplate[2]) = (1_000, 1);
        var controls = new ushort[24];
        (controls[3], controls[21]) = (0xFFFF, 0xFFFE);
        var unit = new StrictUnit();
        SunSpecImage.At(unit, 40000).Common("S").Model(103, Inverter103).Raw(120, nameplate).Raw(123, controls).End();
        await using var wire = new Wire(1, unit);
        var control = Assert.Single(await new SunSpecMeter(wire.Master, 1).ControlsAsync(TestContext.Current.CancellationToken));
        const int Controls = 40002 + 68 + 52 + 28;
        Assert.Equal((ControlKind.ProductionLimit, ModbusFunction.WriteSingleRegister, RawType.UInt16), (control.Kind, control.Function, control.Raw));
        Assert.Equal((MeterUnit.Percent, 0.01m, 10_000L), (control.Unit, control.Scale, control.RatedW));
        Assert.Equal([Controls + 5, Controls + 9, Controls + 7], new int[] { control.Address, control.Switch!.Address, control.RevertSecondsAddress!.Value });
    }

    static MeterValue[] Expected203 { get; } =
    [
        Good(MeterRegister.EnergyImportWh, 123_450, 10),
        Good(MeterRegister.EnergyExportWh, 6_780, 10),
        new(MeterRegister.PowerW, 4_321, MeterQuality.Good),
    ];

    static MeterValue Good(MeterRegister register, long value, long quantum) => new(register, value, MeterQuality.Good, quantum, quantum * 4_294_967_296);

    static async Task<IReadOnlyList<MeterValue>> ReadAsync(StrictUnit unit, SunSpecMeterOptions? options = null)
    {
        await using var wire = new Wire(1, unit);
        return await new SunSpecMeter(wire.Master, 1, options).ReadAsync(TestContext.Current.CancellationToken);
    }

    static async Task<SunSpecMap?> FindAsync(StrictUnit unit)
    {
        await using var wire = new Wire(1, unit);
        return await new SunSpecBus(wire.Master, 1).FindAsync(null, TestContext.Current.CancellationToken);
    }
}
