using System.Net;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Serving;
using LocalEnergyMarket.Hardware.Modbus.Tcp;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Serving;

namespace LocalEnergyMarket.Benchmarks.Edge;

/// <summary>Twenty simulated meters in this process, five behind each of four gateways; notes when they are asked.</summary>
sealed class BenchMeters : IModbusFaults, IAsyncDisposable
{
    public const int Count = 20;
    public const string Type = "abb-b23";
    const int Gateways = 4;

    static readonly Plant Plant = new(new() { Since = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1) });

    readonly List<ModbusTcpServer> _gateways = [];
    long _first;
    long _requests;

    public BenchMeters()
    {
        var device = DeviceCatalogue.Find(Type);
        var kinds = Enum.GetValues<PlantMeter>();
        for (var gateway = 0; gateway < Gateways; gateway++)
        {
            var units = Enumerable.Range(1, Count / Gateways).ToDictionary(
                unit => (byte)unit, unit => (IModbusUnit)new SimulatedDevice(device, () => Plant.CountersAt(kinds[unit % kinds.Length], DateTimeOffset.UtcNow)));
            _gateways.Add(ModbusTcpServer.Start(new(IPAddress.Loopback, 0), units, new() { Faults = this }));
        }
    }

    /// <summary>As the box's configuration has them.</summary>
    public IEnumerable<object> Configuration => Enumerable.Range(0, Count).Select(i => new
    {
        serial = $"1LEM{i + 1:0000000000}", index = i + 1, type = Type, host = "127.0.0.1", port = _gateways[i % Gateways].EndPoint.Port, unit = (i / Gateways) + 1, pollSeconds = 1,
    });

    /// <summary>Requests of all meters.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Timestamp of the first request since it was last forgotten; 0 if there was none.</summary>
    public long First => Interlocked.Read(ref _first);

    public void Forget() => Interlocked.Exchange(ref _first, 0);

    public ModbusFault? Next(ModbusServerRequest request)
    {
        Interlocked.CompareExchange(ref _first, TimeProvider.System.GetTimestamp(), 0);
        Interlocked.Increment(ref _requests);
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }
    }
}
