using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Tests;

/// <summary>What is peculiar to devices and decides whether a bill is right.</summary>
public sealed class QuirkTests
{
    /// <summary>Steps of 32-bit floating-point kWh: 2 Wh from 16,384 kWh, 7.8 Wh from 65,536 kWh (rounded up).</summary>
    [Theory]
    [InlineData(1f, 1_000, 1)]
    [InlineData(16_383f, 16_383_000, 1)]
    [InlineData(16_384f, 16_384_000, 2)]
    [InlineData(65_535f, 65_535_000, 4)]
    [InlineData(65_536f, 65_536_000, 8)]
    public async Task A_floating_point_counter_says_its_step(float shown, long wh, long quantum)
    {
        var unit = new StrictUnit(80);
        Float(unit, ModbusFunction.ReadInputRegisters, 52, 0);
        Float(unit, ModbusFunction.ReadInputRegisters, 72, shown);
        Float(unit, ModbusFunction.ReadInputRegisters, 74, 0);
        Assert.Equal(new(MeterRegister.EnergyImportWh, wh, MeterQuality.Good, quantum), (await ReadAsync("eastron-sdm630", unit))[0]);
    }

    /// <summary>Janitza: 1 Wh to 16.78 MWh, then 2 Wh and doubling.</summary>
    [Theory]
    [InlineData(16_777_215f, 1)]
    [InlineData(16_777_216f, 2)]
    [InlineData(33_554_432f, 4)]
    public async Task A_floating_point_counter_of_Wh_is_coarse_from_16_MWh_on(float shown, long quantum)
    {
        var unit = new StrictUnit();
        Float(unit, ModbusFunction.ReadHoldingRegisters, 19026, 0);
        Float(unit, ModbusFunction.ReadHoldingRegisters, 19068, shown);
        Float(unit, ModbusFunction.ReadHoldingRegisters, 19076, 0);
        Assert.Equal(new(MeterRegister.EnergyImportWh, (long)shown, MeterQuality.Good, quantum), (await ReadAsync("janitza-umg96rm-e", unit))[0]);
    }

    [Fact]
    public void A_counter_that_goes_back_has_counted_nothing_and_says_so()
    {
        Assert.Equal(300, DeviceCatalogue.Find("janitza-umg96rm-e").CountersKeptEverySeconds);
        Assert.Equal(new(CounterStep.Forward, 7), CounterMovement.Between(1_000, Value(1_007)));
        Assert.Equal(new(CounterStep.Forward, 0), CounterMovement.Between(1_000, Value(1_000)));
        Assert.Equal(new(CounterStep.Back, 0), CounterMovement.Between(1_000, Value(993)));
    }

    [Theory]
    [InlineData(4_294_967_290, 4, CounterStep.Wrapped, 10)]
    [InlineData(4_294_967_295, 0, CounterStep.Wrapped, 1)]
    [InlineData(4_294_967_290, 4_000_000_000, CounterStep.Back, 0)]
    [InlineData(2_000_000_000, 4, CounterStep.Back, 0)]
    public void A_counter_of_32_bits_that_starts_anew_has_counted_across_its_end(long before, long after, CounterStep step, long energy) =>
        Assert.Equal(new(step, energy), CounterMovement.Between(before, Value(after) with { WrapsAtWh = 4_294_967_296 }));

    [Fact]
    public async Task A_resettable_counter_is_among_the_details_and_never_billed()
    {
        var device = DeviceCatalogue.Find("carlo-gavazzi-em24");
        var polled = ReadPlan.Of(device);
        Assert.DoesNotContain(polled, b => b.Address <= 66 && 66 < b.Address + b.Count);
        Assert.Contains(device.Quantities, q => q is { Address: 66, Resettable: true });

        var unit = new StrictUnit();
        unit.Put(ModbusFunction.ReadInputRegisters, 40, [0, 0]);
        unit.Put(ModbusFunction.ReadInputRegisters, 62, [7, 0]);
        Assert.Equal(
            [new(MeterRegister.EnergyImportWh, 700, MeterQuality.Good, 100), MeterValue.Missing(MeterRegister.EnergyExportWh), new(MeterRegister.PowerW, 0, MeterQuality.Good)],
            await ReadAsync("carlo-gavazzi-em24", unit));
    }

    [Theory]
    [InlineData("abb-b23", 20480, new ushort[] { 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF })]
    [InlineData("sma-home-manager", 30581, new ushort[] { 0xFFFF, 0xFFFF })]
    [InlineData("kostal-ksem", 512, new ushort[] { 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF })]
    [InlineData("siemens-pac2200", 805, new ushort[] { 0x7FF8, 0, 0, 0 })]
    [InlineData("janitza-umg604", 9851, new ushort[] { 0xFFC0, 1 })]
    [InlineData("janitza-umg604", 9851, new ushort[] { 0x7F80, 0 })]
    public async Task A_pattern_for_not_available_is_no_energy(string type, int address, ushort[] pattern)
    {
        var unit = new StrictUnit();
        foreach (var quantity in DeviceCatalogue.Find(type).Quantities)
        {
            unit.Put(quantity.Function, quantity.Address, new ushort[quantity.Registers]);
        }

        Assert.Equal(new(MeterRegister.EnergyImportWh, 0, MeterQuality.Good), (await ReadAsync(type, unit))[0] with { WrapsAtWh = 0, Quantum = 1 });
        unit.PutHolding(address, pattern);
        Assert.Equal(MeterValue.Missing(MeterRegister.EnergyImportWh), (await ReadAsync(type, unit))[0]);
    }

    [Fact]
    public async Task A_meter_mounted_the_other_way_round_is_turned()
    {
        var values = await ReadAsync("schneider-iem3000", Schneider(), options: new() { Inverted = true });
        Assert.Equal([(MeterRegister.EnergyImportWh, 7), (MeterRegister.EnergyExportWh, 9), (MeterRegister.PowerW, 1_000)], values.Select(v => (v.Register, v.Value)));
    }

    [Fact]
    public async Task The_other_order_of_words_is_read_if_configuration_says_so()
    {
        var unit = new StrictUnit();
        unit.PutHolding(0, 10, 0);
        unit.PutHolding(2, 0, 0);
        unit.PutHolding(512, 70, 0, 0, 0);
        unit.PutHolding(516, 90, 0, 0, 0);
        await using var wire = new Wire(71, unit);
        var ksem = DeviceCatalogue.Find("kostal-ksem");
        Assert.True(ksem.WordOrderSwitchable);
        var values = await new ModbusMeter(wire.Master, ksem.WithWords(WordOrder.Little)).ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(MeterRegister.EnergyImportWh, 7), (MeterRegister.EnergyExportWh, 9), (MeterRegister.PowerW, -1)], values.Select(v => (v.Register, v.Value)));
    }

    [Fact]
    public async Task A_meter_of_another_serial_number_is_not_read_until_the_right_one_answers()
    {
        var unit = new StrictUnit();
        unit.PutHolding(20480, 0, 0, 0, 1);
        unit.PutHolding(20484, 0, 0, 0, 2);
        unit.PutHolding(23316, 0, 0);
        unit.PutHolding(35072, 0, 4711);
        unit.PutHolding(35168, 0x4232, 0x3320);
        unit.PutHolding(35080, 0x312E, 0x3200, 0, 0, 0, 0, 0, 0);
        await using var wire = new Wire(1, unit);
        var meter = new ModbusMeter(wire.Master, DeviceCatalogue.Find("abb-b23"), options: new() { DeviceSerial = "4712" });
        Assert.True(await meter.IdentifyAsync(TestContext.Current.CancellationToken) is { Maker: "ABB", Model: "B23", Serial: "4711", Firmware: "1.2", Warnings: [] });
        var refused = await Assert.ThrowsAsync<MeterException>(() => meter.ReadAsync(TestContext.Current.CancellationToken).AsTask());
        Assert.Contains("its serial number is 4711, not 4712. If the meter was exchanged, run 'lem-provision replace'", refused.Message, StringComparison.Ordinal);

        unit.PutHolding(35072, 0, 4712);
        Assert.Equal(10, (await meter.ReadAsync(TestContext.Current.CancellationToken))[0].Value);
    }

    [Fact]
    public async Task What_has_to_be_set_at_the_meter_is_said()
    {
        var unit = new StrictUnit();
        unit.PutHolding(11, 340);
        unit.PutHolding(40960, 3);
        await using var wire = new Wire(1, unit);
        var identity = await new ModbusMeter(wire.Master, DeviceCatalogue.Find("carlo-gavazzi-em24-e1")).IdentifyAsync(TestContext.Current.CancellationToken);
        Assert.Equal("340", identity.Model);
        Assert.Null(identity.Serial);
        Assert.Collection(
            identity.Warnings,
            w => Assert.StartsWith("model_id is 340: this is not an EM24_E1: take carlo-gavazzi-em340", w, StringComparison.Ordinal),
            w => Assert.StartsWith("application_must_be_7 is 3: the meter's application (register 40960) has to be set to 7", w, StringComparison.Ordinal));
    }

    static StrictUnit Schneider()
    {
        var unit = new StrictUnit();
        unit.PutHolding(3059, 0x3F80, 0);
        unit.PutHolding(3203, 0, 0, 0, 9);
        unit.PutHolding(3207, 0, 0, 0, 7);
        return unit;
    }

    static async Task<IReadOnlyList<MeterValue>> ReadAsync(string type, StrictUnit unit, ModbusMeterOptions? options = null)
    {
        var device = DeviceCatalogue.Find(type);
        await using var wire = new Wire(device.Unit, unit);
        return await new ModbusMeter(wire.Master, device, options: options).ReadAsync(TestContext.Current.CancellationToken);
    }

    static void Float(StrictUnit unit, ModbusFunction function, int address, float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        unit.Put(function, address, [(ushort)(bits >> 16), (ushort)bits]);
    }

    static MeterValue Value(long wh) => new(MeterRegister.EnergyImportWh, wh, MeterQuality.Good);
}
