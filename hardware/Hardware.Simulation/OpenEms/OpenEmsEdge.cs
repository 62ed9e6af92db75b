using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Hardware.Simulation.Faults;
using LocalEnergyMarket.Hardware.Simulation.Http;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.OpenEms;

/// <summary>The REST API of an OpenEMS Edge, read-only, as its clients see it: basic authentication, regular expressions in the path.</summary>
public sealed class OpenEmsEdge : IAsyncDisposable
{
    static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(200);

    static readonly FaultKind[] OfAnEdge =
    [
        FaultKind.Late, FaultKind.ByteByByte, FaultKind.Silence, FaultKind.Truncated, FaultKind.Connections, FaultKind.Status, FaultKind.Garbage, FaultKind.Html,
        FaultKind.Array, FaultKind.Endless, FaultKind.Dropped, FaultKind.CommunicationFailed, FaultKind.Frozen, FaultKind.NullPower,
    ];

    readonly SimulatedEdge _edge;
    readonly Plant _plant;
    readonly TimeProvider _clock;
    readonly FaultBoard? _board;
    readonly FaultScope _faults;
    HttpServer _server = null!;

    OpenEmsEdge(SimulatedEdge edge, Plant plant, TimeProvider clock, FaultBoard? board) =>
        (_edge, _plant, _clock, _board, _faults) = (edge, plant, clock, board, new(board, edge.Name));

    /// <summary>The base address, with the port the kernel gave if 0 was asked.</summary>
    public Uri Address => new($"http://{_server.EndPoint}");

    /// <summary>With the port it really listens on.</summary>
    public SimulatedEdge Edge => _edge with { Port = _server.EndPoint.Port };

    /// <summary>Connections that are open, and those that were ever taken.</summary>
    public (int Open, int Taken) Connections => (_server.Open, _server.Taken);

    /// <summary>Listens at once.</summary>
    /// <param name="board">Where its faults are ordered; null for an edge that works for ever.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The address is in use or not ours.</exception>
    public static OpenEmsEdge Start(IPAddress host, SimulatedEdge edge, Plant plant, TimeProvider clock, FaultBoard? board = null)
    {
        ArgumentNullException.ThrowIfNull(edge);
        var started = new OpenEmsEdge(edge, plant, clock, board);
        started._server = HttpServer.Start(new(host, edge.Port), started.Limit, started.Answer);
        board?.Know(edge.Name, OfAnEdge);
        foreach (var component in edge.Components)
        {
            board?.Know($"{edge.Name}/{component.Id}", FaultKind.CommunicationFailed, FaultKind.Frozen, FaultKind.NullPower);
        }

        return started;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    int Limit() => _faults.Standing(FaultKind.Connections) is { } fault ? fault.Order.Limit ?? 0 : _edge.Connections;

    HttpReply Answer(HttpCall call)
    {
        var reply = Right(call);
        if (_faults.Striking(FaultKind.Dropped) is not null)
        {
            return reply with { Dropped = true };
        }

        reply = _faults.Striking(FaultKind.Status) is { } status ? new(status.Order.Code ?? 500) { Headers = "Location: http://127.0.0.1:9/\r\n" } : reply;
        reply = _faults.Striking(FaultKind.Garbage) is not null ? reply with { Body = [.. Enumerable.Range(200, 50).Select(i => (byte)i)] } : reply;
        reply = _faults.Striking(FaultKind.Html) is not null ? new(200, "text/html", "<!DOCTYPE html><html><title>FEMS</title></html>"u8.ToArray()) : reply;
        return reply with
        {
            Delay = _faults.Striking(FaultKind.Silence) is not null ? Timeout.InfiniteTimeSpan
                : _faults.Striking(FaultKind.Late) is { } late ? TimeSpan.FromMilliseconds(late.Order.Milliseconds ?? 2_000) : TimeSpan.Zero,
            BytePause = _faults.Striking(FaultKind.ByteByByte) is { } slow ? TimeSpan.FromMilliseconds(slow.Order.Milliseconds ?? 5) : null,
            Truncated = _faults.Striking(FaultKind.Truncated) is not null,
            Endless = _faults.Striking(FaultKind.Endless) is not null,
        };
    }

    HttpReply Right(HttpCall call)
    {
        if (!Allowed(call) || call.Parts is not ["rest", "channel", var component, var channel])
        {
            // What OpenEMS does with bad credentials and unknown paths since it runs on Jetty 12.
            return new((int)HttpStatusCode.InternalServerError);
        }

        try
        {
            var found = OpenEmsChannels.Of(_edge, _plant, _clock.GetUtcNow(), c => new(_board, $"{_edge.Name}/{c.Id}", _edge.Name))
                .Where(c => Matches(component, c.Component) && Matches(channel, c.Channel)).ToList();
            return found.Count == 0
                ? new((int)HttpStatusCode.NotFound)
                : new(200, "application/json; charset=utf-8", OpenEmsJson.Write(found, array: found.Count > 1 || _faults.Striking(FaultKind.Array) is not null));
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return new((int)HttpStatusCode.BadRequest);
        }
    }

    bool Allowed(HttpCall call) =>
        call.Headers.TryGetValue("Authorization", out var text)
        && AuthenticationHeaderValue.TryParse(text, out var header)
        && string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)
        && header.Parameter is { } credentials
        // An unknown user name does not matter: the password alone is looked up.
        && Decode(credentials).EndsWith(":" + _edge.Password, StringComparison.Ordinal);

    static string Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : "";
    }

    static bool Matches(string pattern, string name) => Regex.IsMatch(name, $"^(?:{pattern})$", RegexOptions.CultureInvariant, MatchTimeout);
}
