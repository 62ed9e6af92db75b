using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Tcp;
using LocalEnergyMarket.Hardware.OpenEms;

namespace LocalEnergyMarket.Edge.Gateway.Polling;

/// <summary>The box's meters as configured. Modbus devices at the same address share one connection, components of an OpenEMS edge one client.</summary>
public sealed class MeterSet : IAsyncDisposable
{
    const string ShippedPassword = "user";

    readonly Dictionary<(string Host, int Port), IModbusMaster> _masters = [];
    readonly Dictionary<(string Url, string Password), OpenEmsClient> _clients = [];

    MeterSet(IReadOnlyList<MeterOptions> options) => Meters = [.. options.Select(Create)];

    public IReadOnlyList<PolledMeter> Meters { get; }

    /// <exception cref="ConfigurationException">A device type is not known.</exception>
    public static MeterSet Open(IReadOnlyList<MeterOptions> options) => new(options);

    public PolledMeter? Find(uint index) => Meters.SingleOrDefault(m => m.Index == index);

    public async ValueTask DisposeAsync()
    {
        foreach (var master in _masters.Values)
        {
            await master.DisposeAsync();
        }

        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    PolledMeter Create(MeterOptions options) => options.Type == BoxOptionsRules.OpenEms ? OpenEms(options) : Modbus(options);

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

    PolledMeter Modbus(MeterOptions options)
    {
        var device = Device(options);
        var address = (options.Host!, options.Port ?? device.Port);
        if (!_masters.TryGetValue(address, out var master))
        {
            _masters[address] = master = new ModbusMaster(new ModbusTcpTransport(new() { Host = address.Item1, Port = address.Item2 }));
        }

        return Polled(options, new ModbusMeter(master, device, (byte?)options.Unit), [.. device.Values.Select(v => v.Register).Distinct().Order()]);
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

    static DeviceType Device(MeterOptions options)
    {
        try
        {
            return options.Type.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? DeviceCatalogue.Load(options.Type) : DeviceCatalogue.Find(options.Type);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"Meters: the type '{options.Type}' of meter {options.Serial} cannot be used: {e.Message}", e);
        }
    }
}
