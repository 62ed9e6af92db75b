using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;
using LocalEnergyMarket.Hardware.Meters.SunSpec;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Edge.Gateway.Polling;

/// <summary>From what is configured of a Modbus device to a meter.</summary>
static class MeterDevice
{
    /// <exception cref="ConfigurationException">The device type is not known, or its file is wrong.</exception>
    public static DeviceType Find(MeterOptions options, string? folder)
    {
        if (options.Type == BoxOptionsRules.SunSpec)
        {
            return SunSpecMeter.Usual;
        }

        try
        {
            var device = DeviceCatalogue.Find(options.Type, folder);
            return options.Words is { } words ? device.WithWords(Enum.Parse<WordOrder>(words, ignoreCase: true)) : device;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"Meters: the type '{options.Type}' of meter {options.Serial} cannot be used: {e.Message}", e);
        }
    }

    /// <returns>The meter, and what is missing while it is silent.</returns>
    public static (IMeter Meter, IReadOnlyList<MeterRegister> Registers) Open(MeterOptions options, DeviceType device, IModbusMaster bus, byte unit)
    {
        if (options.Type != BoxOptionsRules.SunSpec)
        {
            return (
                new ModbusMeter(bus, device, unit, new() { DeviceSerial = options.DeviceSerial, Inverted = options.Inverted }),
                [.. device.Values.Select(v => options.Inverted ? MeterValue.Missing(v.Register).Inverted().Register : v.Register).Distinct().Order()]);
        }

        var inverter = options.Role == "production" && options.Model is null;
        var meter = new SunSpecMeter(bus, unit, new()
        {
            Role = inverter ? SunSpecRole.Inverter : SunSpecRole.Meter,
            Model = (ushort?)options.Model,
            Instance = options.Instance,
            DeviceSerial = options.DeviceSerial,
            Inverted = options.Inverted,
        });
        return (meter, inverter ? [MeterRegister.EnergyExportWh, MeterRegister.PowerW] : [MeterRegister.EnergyImportWh, MeterRegister.EnergyExportWh, MeterRegister.PowerW]);
    }
}
