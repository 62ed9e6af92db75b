using System.Net.Sockets;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Simulation.Faults;
using LocalEnergyMarket.Hardware.Simulation.Lines;
using LocalEnergyMarket.Hardware.Simulation.OpenEms;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>A plant on the network: Modbus meters and OpenEMS edges, showing the plant as it is at the clock's now.</summary>
public sealed class PlantSimulator : IAsyncDisposable
{
    readonly List<ServedLine> _lines = [];
    readonly List<OpenEmsEdge> _edges = [];
    readonly SimulatorOptions _options;
    readonly Plant _plant;
    readonly TimeProvider _clock;

    PlantSimulator(Plant plant, SimulatorOptions options, TimeProvider clock) =>
        (_plant, _options, _clock, Faults) = (plant, options, clock, new(clock, options.Seed));

    /// <summary>The meters with where they really answer.</summary>
    public IReadOnlyList<ServedMeter> Meters =>
        [.. _lines.SelectMany(l => l.Line.Meters.Select(m => new ServedMeter(m.Name, m.Measures, m.Serial, m.Device, m.UnitId, l.Port, l, m.Plant ?? _plant)))];

    public IReadOnlyList<OpenEmsEdge> Edges => _edges;

    /// <summary>The only edge, or the first.</summary>
    public OpenEmsEdge OpenEms => _edges[0];

    /// <summary>Where faults are ordered.</summary>
    public FaultBoard Faults { get; }

    /// <summary>What a meter of that name shows now, faults of its counters included.</summary>
    public MeterTruth Shown(string meter)
    {
        var (line, found) = _options.Lines.SelectMany(l => l.Meters.Select(m => (l, m))).First(x => string.Equals(x.m.Name, meter, StringComparison.Ordinal));
        return Shown(found, Scope(line, found));
    }

    /// <summary>All servers listen when the task is done.</summary>
    /// <exception cref="PortTakenException">One of the ports cannot be listened on; nothing is left running.</exception>
    /// <exception cref="FormatException">A name or a unit stands twice, or a fault is ordered for something that is not there.</exception>
    /// <exception cref="IOException">A serial device cannot be used.</exception>
    public static async Task<PlantSimulator> StartAsync(Plant plant, SimulatorOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var simulator = new PlantSimulator(plant, options, clock);
        try
        {
            SimulatorRules.Hold(options);
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
        foreach (var line in _lines)
        {
            await line.DisposeAsync();
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
            Serve(line);
        }

        foreach (var edge in _options.Edges)
        {
            Listen(edge.Name, edge.Port, () => _edges.Add(OpenEmsEdge.Start(_options.Host, edge, edge.Plant ?? _plant, _clock, Faults)));
        }
    }

    void Serve(SimulatedLine line)
    {
        var rtu = line.Kind != LineKind.Tcp;
        var scopes = line.Meters.ToDictionary(m => m.UnitId, m => Scope(line, m));
        var units = line.Meters.ToDictionary(m => m.UnitId, m => Unit(m, scopes[m.UnitId]));
        Listen(line.Name, line.Port, () => _lines.Add(ServedLine.Start(_options.Host, line, units, new(_clock, rtu, scopes), new(Faults, line.Name))));
        foreach (var meter in line.Meters)
        {
            Faults.Know(meter.Name, LineFaults.Of(rtu));
        }

        Faults.Know(line.Name, [.. LineFaults.Of(rtu), .. line.Kind == LineKind.Serial ? (FaultKind[])[] : [FaultKind.Connections]]);
    }

    FaultScope Scope(SimulatedLine line, SimulatedMeter meter) => new(Faults, meter.Name, line.Name);

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

    IModbusUnit Unit(SimulatedMeter meter, FaultScope faults) => meter.SunSpecModel != 0
        ? new SunSpecDevice(meter.SunSpecModel, () => Shown(meter, faults), meter.Serial, faults: faults)
        : new SimulatedDevice(meter.Device, () => Shown(meter, faults), meter.Serial, faults);

    MeterTruth Shown(SimulatedMeter meter, FaultScope faults) =>
        FaultyCounters.Shown(at => (meter.Plant ?? _plant).CountersAt(meter.Measures, at), _clock.GetUtcNow(), faults);
}
