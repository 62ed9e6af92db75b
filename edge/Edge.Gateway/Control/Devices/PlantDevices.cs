using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Hardware.Gpio;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.SunSpec;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Edge.Gateway.Control.Devices;

/// <summary>Finds what each plant is set at, as configured.</summary>
sealed class PlantDevices(MeterSet meters, IReadOnlyList<MeterOptions> configured, string? devicesFolder, GpioController? gpio) : IAsyncDisposable
{
    readonly List<IModbusMaster> _own = [];

    /// <exception cref="ConfigurationException">A line, a device type or its control is not there.</exception>
    public IPlantDevice Open(PlantOptions plant, int index)
    {
        var where = $"Control.Plants[{index}]";
        if (plant.Relays.Count == 0)
        {
            return Register(plant, where);
        }

        try
        {
            return new RelayPlant(gpio!, [.. plant.Relays.Select(step => new RelayStep(step.LimitW, step.On.Select(gpio!.Find).ToHashSet()))]);
        }
        catch (GpioException e)
        {
            throw new ConfigurationException($"{where}.Relays: {e.Message}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var bus in _own)
        {
            await bus.DisposeAsync();
        }
    }

    IPlantDevice Register(PlantOptions plant, string where)
    {
        var options = plant.Device ?? new();
        var onLineOf = options.OnLineOf ?? plant.MeterIndex;
        var type = Type(options.Type ?? configured.First(meter => meter.Index == onLineOf).Type, where);
        var wanted = plant.Kind == "consumption" ? ControlKind.ConsumptionLimit : ControlKind.ProductionLimit;
        var describesItself = type == SunSpecMeter.Usual && wanted == ControlKind.ProductionLimit;
        var control = type.Controls.FirstOrDefault(one => one.Kind == wanted);
        if (control is null && !describesItself)
        {
            throw new ConfigurationException(
                $"{where}: the device type '{type.Type}' has no control of the kind {wanted}; give a device file with one as Device.Type, or Relays.");
        }

        if (options.Host is { } host)
        {
            var address = new MeterOptions { Serial = where, Index = plant.MeterIndex, Type = type.Type, Host = host, Port = options.Port, Unit = options.Unit };
            var own = MeterLine.Of(address, type).Open([(address, type)]);
            _own.Add(own);
            return At(own, MeterLine.UnitOf(address, type));
        }

        var (bus, unit) = meters.ModbusOf((uint)onLineOf)
            ?? throw new ConfigurationException($"{where}: the meter {onLineOf} is no Modbus device, so nothing can be written on its line.");
        return At(bus, (byte?)options.Unit ?? (options.Type is null ? unit : type.Unit));

        IPlantDevice At(IModbusMaster master, byte at) => control is null ? new SunSpecPlant(master, at, wanted, plant.RatedW) : new RegisterPlant(master, at, control, plant.RatedW);
    }

    DeviceType Type(string type, string where)
    {
        try
        {
            return type == BoxOptionsRules.SunSpec ? SunSpecMeter.Usual : DeviceCatalogue.Find(type, devicesFolder);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{where}.Device.Type: '{type}' cannot be used: {e.Message}", e);
        }
    }
}
