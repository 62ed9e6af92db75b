using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Control.Devices;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Control;

/// <summary>An inverter that says by SunSpec where its limit is, by a Modbus implementation that nobody here wrote.</summary>
public sealed class SunSpecPlantTests
{
    static readonly MeterTruth Truth = new(0, 1_000 * MeterTruth.MillijoulesPerWh, 4_000);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_meter_of_the_type_sunspec_can_be_limited_on_its_own_line()
    {
        await using var device = await PymodbusDevice.StartAsync(Cancellation, SunSpecInverter.Registers(Truth));
        MeterOptions[] meters = [new() { Serial = "1INV0000000001", Index = 1, Type = "sunspec", Role = "production", Host = "127.0.0.1", Port = device.Port, Unit = PymodbusDevice.Unit }];
        await using var set = MeterSet.Open(meters);
        await using var devices = new PlantDevices(set, meters, devicesFolder: null, gpio: null);
        var plant = devices.Open(new() { MeterIndex = 1, Kind = "generation", RatedW = 12_000 }, 0);

        // 100 % are the 10 kW of the device's nameplate, not what was configured; and never more than was ordered.
        Assert.Equal(4_205, await plant.SetAsync(4_205, Cancellation));
        Assert.Equal([(SunSpecInverter.Limit, 4_205), (SunSpecInverter.Switch, 1)], [await device.WrittenAsync(Cancellation), await device.WrittenAsync(Cancellation)]);
        Assert.True(await plant.HoldsAsync(Cancellation));

        await set.ModbusOf(1)!.Value.Bus.WriteSingleRegisterAsync(PymodbusDevice.Unit, SunSpecInverter.Switch, 0, Cancellation);
        Assert.False(await plant.HoldsAsync(Cancellation));
        Assert.Equal(12_000, await plant.SetAsync(null, Cancellation));
    }

    [Fact]
    public async Task A_device_that_would_let_go_by_itself_is_told_not_to()
    {
        var registers = SunSpecInverter.Registers(Truth);
        registers[SunSpecInverter.Revert] = 60;
        await using var device = await PymodbusDevice.StartAsync(Cancellation, registers);
        await using var set = MeterSet.Open([]);
        await using var devices = new PlantDevices(set, [], devicesFolder: null, gpio: null);
        var plant = devices.Open(
            new() { MeterIndex = 1, Kind = "generation", RatedW = 10_000, Device = new() { Type = "sunspec", Host = "127.0.0.1", Port = device.Port, Unit = PymodbusDevice.Unit } }, 0);

        Assert.Equal(0, await plant.SetAsync(0, Cancellation));
        Assert.Equal((SunSpecInverter.Revert, 0), await device.WrittenAsync(Cancellation));
    }

    [Fact]
    public async Task A_device_without_a_limit_says_so_and_consumption_is_refused()
    {
        // The chain of models ends before 120 and 123.
        await using var device = await PymodbusDevice.StartAsync(Cancellation, [.. SunSpecInverter.Registers(Truth).Take(2 + 68 + 52), 0xFFFF, 0]);
        await using var set = MeterSet.Open([]);
        await using var devices = new PlantDevices(set, [], devicesFolder: null, gpio: null);
        var options = new PlantOptions { MeterIndex = 1, Kind = "generation", RatedW = 10_000, Device = new() { Type = "sunspec", Host = "127.0.0.1", Port = device.Port, Unit = PymodbusDevice.Unit } };
        var failure = await Assert.ThrowsAsync<PlantDeviceException>(() => devices.Open(options, 0).SetAsync(5_000, Cancellation));
        Assert.Contains("no limit of production (models 704 or 123)", failure.Message, StringComparison.Ordinal);

        var mistake = Assert.Throws<ConfigurationException>(() => devices.Open(options with { Kind = "consumption" }, 0));
        Assert.Contains("no control of the kind ConsumptionLimit", mistake.Message, StringComparison.Ordinal);
    }
}
