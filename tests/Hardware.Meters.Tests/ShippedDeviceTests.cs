using System.Net;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Hardware.Meters.Tests;

/// <summary>Each shipped device type read over the wire from register images written down by hand from its documentation.</summary>
public sealed class ShippedDeviceTests
{
    [Fact]
    public Task Sma_inverter_by_day() => Reads(
        "sma-sunny-tripower",
        new(ModbusFunction.ReadHoldingRegisters, (30513, [0, 0, 0x00BC, 0x614E]), (30775, [0, 0x1F40])),
        [(30513, 4), (30775, 2)],
        Good(MeterRegister.EnergyExportWh, 12_345_678),
        Good(MeterRegister.PowerW, 8_000));

    [Fact]
    public Task Sma_inverter_at_night_rests_and_its_NaN_is_0_W_derived() => Reads(
        "sma-sunny-tripower",
        new(ModbusFunction.ReadHoldingRegisters, (30513, [0, 0, 0x00BC, 0x614E]), (30775, [0x8000, 0])),
        [(30513, 4), (30775, 2)],
        Good(MeterRegister.EnergyExportWh, 12_345_678),
        new(MeterRegister.PowerW, 0, MeterQuality.Derived));

    [Fact]
    public Task Sma_inverter_without_a_counter_value_is_missing_it() => Reads(
        "sma-sunny-tripower",
        new(ModbusFunction.ReadHoldingRegisters, (30513, [0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF]), (30775, [0, 1])),
        [(30513, 4), (30775, 2)],
        MeterValue.Missing(MeterRegister.EnergyExportWh),
        Good(MeterRegister.PowerW, 1));

    [Fact]
    public Task Kostal_meter_counts_tenths_of_a_Wh_and_has_a_register_for_each_direction() => Reads(
        "kostal-ksem",
        new(ModbusFunction.ReadHoldingRegisters, (0, [0, 0x303A, 0, 0]), (512, [0, 0, 0x0001, 0xE241, 0, 0, 0, 0x000B])),
        [(0, 4), (512, 8)],
        Good(MeterRegister.EnergyImportWh, 12_345),
        Good(MeterRegister.EnergyExportWh, 1),
        Good(MeterRegister.PowerW, -1_235));

    [Fact]
    public Task Siemens_meter_adds_both_tariffs() => Reads(
        "siemens-pac2200",
        new(
            ModbusFunction.ReadHoldingRegisters,
            (65, [0x44FA, 0x2000]),
            (801, [0x40FE, 0x240C, 0x9BA5, 0xE354, 0x408F, 0x4000, 0, 0, 0x3FF0, 0, 0, 0, 0x4000, 0, 0, 0])),
        [(65, 2), (801, 16)],
        Good(MeterRegister.EnergyImportWh, 124_456),
        Good(MeterRegister.EnergyExportWh, 3),
        Good(MeterRegister.PowerW, -2_001));

    [Fact]
    public Task Abb_meter_counts_tens_of_Wh() => Reads(
        "abb-b23",
        new(ModbusFunction.ReadHoldingRegisters, (20480, [0, 0, 0, 0x04D2, 0, 0, 0, 1]), (23316, [0xFFFF, 0xFF38])),
        [(20480, 8), (23316, 2)],
        Good(MeterRegister.EnergyImportWh, 12_340, 10),
        Good(MeterRegister.EnergyExportWh, 10, 10),
        Good(MeterRegister.PowerW, 2));

    [Fact]
    public Task Carlo_Gavazzi_meter_puts_the_low_word_first() => Reads(
        "carlo-gavazzi-em24-e1",
        new(ModbusFunction.ReadInputRegisters, (40, [0xFFF6, 0xFFFF]), (52, [0x0001, 0x0001]), (78, [0x0005, 0])),
        [(40, 2), (52, 2), (78, 2)],
        Good(MeterRegister.EnergyImportWh, 6_553_700, 100),
        Good(MeterRegister.EnergyExportWh, 500, 100),
        Good(MeterRegister.PowerW, 1));

    [Fact]
    public Task Carlo_Gavazzi_variant_without_an_export_counter_still_gives_the_rest() => Reads(
        "carlo-gavazzi-em24-e1",
        new(ModbusFunction.ReadInputRegisters, (40, [0, 0]), (52, [0x0001, 0])),
        [(40, 2), (52, 2), (78, 2)],
        Good(MeterRegister.EnergyImportWh, 100, 100),
        MeterValue.Missing(MeterRegister.EnergyExportWh),
        Good(MeterRegister.PowerW, 0));

    [Fact]
    public Task Eastron_meter_in_floating_kWh_is_read_in_one_request_a_block_and_rounded() => Reads(
        "eastron-sdm630",
        new(ModbusFunction.ReadInputRegisters, (52, [0x42C8, 0x6666]), (72, [0x3E99, 0x999A, 0x7FC0, 0])),
        [(52, 2), (72, 4)],
        Good(MeterRegister.EnergyImportWh, 300),
        MeterValue.Missing(MeterRegister.EnergyExportWh),
        Good(MeterRegister.PowerW, -100));

    [Fact]
    public Task Schneider_meter_counts_Wh_and_shows_kW() => Reads(
        "schneider-iem3000",
        new(ModbusFunction.ReadHoldingRegisters, (3059, [0xBF00, 0]), (3203, [0, 0, 0x00BC, 0x614E, 0, 0, 0, 7])),
        [(3059, 2), (3203, 4), (3207, 4)],
        Good(MeterRegister.EnergyImportWh, 12_345_678),
        Good(MeterRegister.EnergyExportWh, 7),
        Good(MeterRegister.PowerW, 500));

    [Fact]
    public Task Sma_home_manager_has_a_register_for_each_direction() => Reads(
        "sma-home-manager",
        new(ModbusFunction.ReadHoldingRegisters, (30581, [0x00BC, 0x614E, 0xFFFF, 0xFFFF]), (30865, [0, 0x0320, 0, 0])),
        [(30581, 4), (30865, 4)],
        Good(MeterRegister.EnergyImportWh, 12_345_678) with { WrapsAtWh = 4_294_967_296 },
        MeterValue.Missing(MeterRegister.EnergyExportWh),
        Good(MeterRegister.PowerW, -800));

    [Fact]
    public async Task A_device_of_another_type_is_said_to_be_one()
    {
        var device = DeviceCatalogue.Find("siemens-pac2200");
        await using var server = Serve(device.Unit, new RegisterUnit(ModbusFunction.ReadHoldingRegisters, (0, [1])));
        await using var master = Master(server);
        var e = await Assert.ThrowsAsync<MeterException>(() => new ModbusMeter(master, device).ReadAsync(TestContext.Current.CancellationToken).AsTask());
        Assert.Contains("Check that the device is a siemens-pac2200 (registers 65 to 66)", e.Message, StringComparison.Ordinal);
    }

    static async Task Reads(string type, RegisterUnit image, (ushort Address, int Count)[] requests, params MeterValue[] expected)
    {
        var device = DeviceCatalogue.Find(type);
        await using var server = Serve(device.Unit, image);
        await using var master = Master(server);
        Assert.Equal(expected, await new ModbusMeter(master, device).ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(requests, image.Requests);
    }

    static ModbusTcpServer Serve(byte unit, IModbusUnit image) =>
        ModbusTcpServer.Start(new(IPAddress.Loopback, 0), new Dictionary<byte, IModbusUnit> { [unit] = image });

    static ModbusMaster Master(ModbusTcpServer server) =>
        new(new ModbusTcpTransport(new() { Host = "127.0.0.1", Port = server.EndPoint.Port, ResponseTimeout = TimeSpan.FromSeconds(20) }));

    static MeterValue Good(MeterRegister register, long value, long quantum = 1) => new(register, value, MeterQuality.Good, quantum);
}
