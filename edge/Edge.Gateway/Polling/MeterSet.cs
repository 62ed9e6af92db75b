using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.OpenEms;

namespace LocalEnergyMarket.Edge.Gateway.Polling;

/// <summary>The box's meters as configured. Modbus devices on the same line share one bus, components of an OpenEMS edge one client.</summary>
public sealed class MeterSet : IAsyncDisposable
{
    const string ShippedPassword = "user";

    readonly Dictionary<MeterLine, IModbusMaster> _buses = [];
    readonly Dictionary<uint, (IModbusMaster Bus, byte Unit)> _modbus = [];
    readonly Dictionary<(string Url, string Password), OpenEmsClient> _clients = [];

    MeterSet(IReadOnlyList<MeterOptions> options, string? devicesFolder)
    {
        var devices = options.Where(o => o.Type != BoxOptionsRules.OpenEms).ToDictionary(o => o, o => MeterDevice.Find(o, devicesFolder));
        foreach (var line in devices.GroupBy(d => MeterLine.Of(d.Key, d.Value)))
        {
            _buses[line.Key] = line.Key.Open([.. line.Select(d => (d.Key, d.Value))]);
        }

        Meters = [.. options.Select(o => devices.TryGetValue(o, out var device) ? Modbus(o, device) : OpenEms(o))];
    }

    public IReadOnlyList<PolledMeter> Meters { get; }

    /// <exception cref="ConfigurationException">A device type is not known.</exception>
    public static MeterSet Open(IReadOnlyList<MeterOptions> options, string? devicesFolder = null) => new(options, devicesFolder);

    public PolledMeter? Find(uint index) => Meters.SingleOrDefault(m => m.Index == index);

    /// <summary>The bus and the unit of a meter that is read over Modbus; null for another's. The bus stays this set's.</summary>
    public (IModbusMaster Bus, byte Unit)? ModbusOf(uint index) => _modbus.TryGetValue(index, out var found) ? found : null;

    public async ValueTask DisposeAsync()
    {
        foreach (var bus in _buses.Values)
        {
            await bus.DisposeAsync();
        }

        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    PolledMeter OpenEms(MeterOptions options)
    {
        var address = (Url: options.Url!.TrimEnd('/') + "/", Password(options));
        if (!_clients.TryGetValue(address, out var client))
        {
            _clients[address] = client = new(new() { Address = new Uri(address.Url), Password = address.Item2 });
        }

        var meter = new OpenEmsMeter(client, options.Component!, Enum.Parse<OpenEmsMeterRole>(options.Role, ignoreCase: true));
        return Polled(options, meter, meter.Registers);
    }

    PolledMeter Modbus(MeterOptions options, DeviceType device)
    {
        var (bus, unit) = _modbus[(uint)options.Index] = (_buses[MeterLine.Of(options, device)], MeterLine.UnitOf(options, device));
        var (meter, registers) = MeterDevice.Open(options, device, bus, unit);
        return Polled(options, meter, registers);
    }

    static PolledMeter Polled(MeterOptions options, IMeter meter, IReadOnlyList<MeterRegister> registers) =>
        new(options.Serial, (uint)options.Index, TimeSpan.FromSeconds(options.PollSeconds), meter, registers);

    static string Password(MeterOptions options)
    {
        try
        {
            return options.PasswordFile is { } file ? File.ReadAllText(file).Trim() : ShippedPassword;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"Meters: the password file of meter {options.Serial} cannot be read: {e.Message}", e);
        }
    }
}
