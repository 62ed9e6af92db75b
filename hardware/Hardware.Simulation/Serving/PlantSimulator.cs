using System.Net.Sockets;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Tcp;
using LocalEnergyMarket.Hardware.Simulation.Faults;
using LocalEnergyMarket.Hardware.Simulation.OpenEms;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>A plant on the network: Modbus meters and OpenEMS edges, showing the plant as it is at the clock's now.</summary>
public sealed class PlantSimulator : IAsyncDisposable
{
    readonly List<(SimulatedLine Line, ModbusTcpServer Server)> _lines = [];
    readonly List<OpenEmsEdge> _edges = [];
    readonly SimulatorOptions _options;
    readonly Plant _plant;
    readonly TimeProvider _clock;

    PlantSimulator(Plant plant, SimulatorOptions options, TimeProvider clock) =>
        (_plant, _options, _clock, Faults) = (plant, options, clock, new(clock, options.Seed));

    /// <summary>The meters with the ports they really listen on.</summary>
    public IReadOnlyList<ServedMeter> Meters =>
    [
        .. _lines.SelectMany(l => l.Line.Meters.Select(
            m => new ServedMeter(m.Name, m.Measures, m.Serial, m.Device, m.Unit ?? m.Device.Unit, l.Server.EndPoint.Port, m.Plant ?? _plant))),
    ];

    public IReadOnlyList<OpenEmsEdge> Edges => _edges;

    /// <summary>The only edge, or the first.</summary>
    public OpenEmsEdge OpenEms => _edges[0];

    /// <summary>Where faults are ordered.</summary>
    public FaultBoard Faults { get; }

    /// <summary>All servers listen when the task is done.</summary>
    /// <exception cref="PortTakenException">One of the ports cannot be listened on; nothing is left running.</exception>
    /// <exception cref="FormatException">A fault is ordered for something that is not there.</exception>
    public static async Task<PlantSimulator> StartAsync(Plant plant, SimulatorOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var simulator = new PlantSimulator(plant, options, clock);
        try
        {
            simulator.Serve();
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var order in options.Faults)
            {
                simulator.Faults.Place(order);
            }

            return simulator;
        }
        catch
        {
            await simulator.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, server) in _lines)
        {
            await server.DisposeAsync();
        }

        foreach (var edge in _edges)
        {
            await edge.DisposeAsync();
        }
    }

    void Serve()
    {
        foreach (var line in _options.Lines)
        {
            Listen(line.Name, line.Port, () => _lines.Add((line, ModbusTcpServer.Start(new(_options.Host, line.Port), line.Meters.ToDictionary(m => m.Unit ?? m.Device.Unit, Unit)))));
        }

        foreach (var edge in _options.Edges)
        {
            Listen(edge.Name, edge.Port, () => _edges.Add(OpenEmsEdge.Start(_options.Host, edge, _plant, _clock, Faults)));
        }
    }

    void Listen(string name, int port, Action start)
    {
        try
        {
            start();
        }
        catch (SocketException e)
        {
            throw new PortTakenException(name, _options.Host, port, e);
        }
    }

    IModbusUnit Unit(SimulatedMeter meter) => new SimulatedDevice(meter.Device, () => (meter.Plant ?? _plant).CountersAt(meter.Measures, _clock.GetUtcNow()));
}
