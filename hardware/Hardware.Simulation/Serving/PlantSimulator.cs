using System.Net;
using System.Net.Sockets;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Tcp;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>A plant on the network: three Modbus TCP meters and one OpenEMS edge, showing the plant as it is at the clock's now.</summary>
public sealed class PlantSimulator : IAsyncDisposable
{
    readonly List<(SimulatedMeter Meter, ModbusTcpServer Server)> _servers = [];
    OpenEmsEdge? _edge;

    PlantSimulator()
    {
    }

    /// <summary>The meters with the ports they really listen on.</summary>
    public IReadOnlyList<SimulatedMeter> Meters => [.. _servers.Select(s => s.Meter with { Port = s.Server.EndPoint.Port })];

    public OpenEmsEdge OpenEms => _edge ?? throw new InvalidOperationException("The simulator has not started.");

    /// <summary>All servers listen when the task is done.</summary>
    /// <exception cref="PortTakenException">One of the ports cannot be listened on; nothing is left running.</exception>
    public static async Task<PlantSimulator> StartAsync(Plant plant, SimulatorOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var simulator = new PlantSimulator();
        try
        {
            foreach (var meter in (IEnumerable<SimulatedMeter>)[options.Pv, options.Household, options.Battery])
            {
                simulator.Serve(plant, meter, options.Host, clock);
            }

            simulator._edge = await StartEdgeAsync(plant, options, clock, cancellationToken);
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
        foreach (var (_, server) in _servers)
        {
            await server.DisposeAsync();
        }

        if (_edge is not null)
        {
            await _edge.DisposeAsync();
        }
    }

    static async Task<OpenEmsEdge> StartEdgeAsync(Plant plant, SimulatorOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            var endPoint = new IPEndPoint(options.Host, options.OpenEmsPort);
            return await OpenEmsEdge.StartAsync(endPoint, () => plant.At(clock.GetUtcNow()), options.OpenEmsPassword, cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new PortTakenException("openems", options.Host, options.OpenEmsPort, e);
        }
    }

    void Serve(Plant plant, SimulatedMeter meter, IPAddress host, TimeProvider clock)
    {
        var device = new SimulatedDevice(meter.Device, () => plant.CountersAt(meter.Meter, clock.GetUtcNow()));
        try
        {
            var units = new Dictionary<byte, IModbusUnit> { [meter.Device.Unit] = device };
            _servers.Add((meter, ModbusTcpServer.Start(new(host, meter.Port), units)));
        }
        catch (SocketException e)
        {
            throw new PortTakenException(meter.Name, host, meter.Port, e);
        }
    }
}
