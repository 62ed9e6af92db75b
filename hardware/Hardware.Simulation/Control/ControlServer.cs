using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LocalEnergyMarket.Hardware.Simulation.Faults;
using LocalEnergyMarket.Hardware.Simulation.Http;
using LocalEnergyMarket.Hardware.Simulation.Serving;

namespace LocalEnergyMarket.Hardware.Simulation.Control;

/// <summary>
/// Orders at run time over HTTP, on loopback only: <c>GET /meters</c> what all show now, <c>GET /targets</c> what can go wrong with what,
/// <c>GET /faults</c>, <c>POST /faults</c> with one order a line, <c>DELETE /faults/N</c>, <c>DELETE /faults</c>.
/// </summary>
public sealed class ControlServer : IAsyncDisposable
{
    const int MostConnections = 20;

    readonly PlantSimulator _simulator;
    readonly TimeProvider _clock;
    readonly HttpServer _server;

    ControlServer(PlantSimulator simulator, TimeProvider clock, int port)
    {
        (_simulator, _clock) = (simulator, clock);
        _server = HttpServer.Start(new(IPAddress.Loopback, port), () => MostConnections, Answer);
    }

    public Uri Address => new($"http://{_server.EndPoint}");

    /// <param name="port">0 asks the kernel.</param>
    /// <exception cref="PortTakenException">The port cannot be listened on.</exception>
    public static ControlServer Start(PlantSimulator simulator, TimeProvider clock, int port)
    {
        try
        {
            return new(simulator, clock, port);
        }
        catch (SocketException e)
        {
            throw new PortTakenException("control", IPAddress.Loopback, port, e);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    HttpReply Answer(HttpCall call)
    {
        try
        {
            return (call.Method, call.Parts) switch
            {
                ("GET", [""]) => Text(200, "GET /meters, /targets, /faults; POST /faults with one order a line (TARGET FAULT [key=value…]); DELETE /faults, /faults/N\n"),
                ("GET", ["meters"]) => Json(new MetersJson(Instant(_clock.GetUtcNow()), [.. _simulator.Meters.Select(Meter)]), ControlJson.Default.MetersJson),
                ("GET", ["targets"]) => Json(
                    _simulator.Faults.Targets.ToDictionary(t => t.Key, t => (IReadOnlyList<string>)[.. t.Value.Select(FaultNames.Of)], StringComparer.Ordinal),
                    ControlJson.Default.DictionaryStringIReadOnlyListString),
                ("GET", ["faults"]) => Json([.. _simulator.Faults.Placed.Select(Fault)], ControlJson.Default.FaultJsonArray),
                ("POST", ["faults"]) => Json([.. Place(call.Body).Select(Fault)], ControlJson.Default.FaultJsonArray),
                ("DELETE", ["faults"]) => Text(200, string.Create(CultureInfo.InvariantCulture, $"{_simulator.Faults.LiftAll()} lifted\n")),
                ("DELETE", ["faults", var id]) => int.TryParse(id, CultureInfo.InvariantCulture, out var number) && _simulator.Faults.Lift(number)
                    ? Text(200, "lifted\n")
                    : Text(404, $"There is no fault {id}.\n"),
                _ => Text(404, "There is no such thing here: GET / says what there is.\n"),
            };
        }
        catch (FormatException e)
        {
            return Text(400, e.Message + "\n");
        }
    }

    /// <summary>All of them or none.</summary>
    List<PlacedFault> Place(byte[] body)
    {
        var orders = Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(FaultOrder.Parse).ToList();
        if (orders.Count == 0)
        {
            throw new FormatException("The body holds no order: write one a line, as 'pv busy for=30s'.");
        }

        var placed = new List<PlacedFault>();
        try
        {
            orders.ForEach(order => placed.Add(_simulator.Faults.Place(order)));
            return placed;
        }
        catch (FormatException)
        {
            placed.ForEach(p => _simulator.Faults.Lift(p.Id));
            throw;
        }
    }

    MeterJson Meter(ServedMeter meter)
    {
        var shown = _simulator.Shown(meter.Name);
        return new(meter.Name, meter.Device.Type, meter.Serial, meter.Line.Line.Name, meter.Port, meter.Line.Device, meter.Unit, shown.ImportWh, shown.ExportWh, shown.PowerW);
    }

    FaultJson Fault(PlacedFault fault) =>
        new(fault.Id, fault.Order.ToString(), Instant(fault.From), fault.Order.For is null ? null : Instant(fault.Until), fault.Stands(_clock.GetUtcNow()), fault.Struck);

    static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    static HttpReply Text(int status, string text) => new(status, Body: Encoding.UTF8.GetBytes(text));

    static HttpReply Json<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => new(200, "application/json", [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n']);
}
