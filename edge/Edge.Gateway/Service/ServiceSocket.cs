using System.Net.Sockets;
using System.Text;

namespace LocalEnergyMarket.Edge.Gateway.Service;

/// <summary>
/// Tells systemd how the service is: datagrams to the socket that <c>NOTIFY_SOCKET</c> names (sd_notify(3)). Without one, as at a developer's, it says nothing.
/// </summary>
public sealed class ServiceSocket : IDisposable
{
    readonly Socket? _socket;

    ServiceSocket(Socket? socket) => _socket = socket;

    /// <param name="address">The value of <c>NOTIFY_SOCKET</c>: a path, or with a leading <c>@</c> a name in the abstract namespace; null or empty without systemd.</param>
    /// <exception cref="SocketException">systemd does not listen there.</exception>
    public static ServiceSocket Open(string? address)
    {
        if (string.IsNullOrEmpty(address))
        {
            return new(null);
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(address[0] == '@' ? $"\0{address[1..]}" : address));
            return new(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The service does its work.</summary>
    public void Ready() => Send("READY=1");

    public void Stopping() => Send("STOPPING=1");

    /// <summary>The service is alive: see <see cref="Watchdog"/>.</summary>
    public void Alive() => Send("WATCHDOG=1");

    /// <summary>One line that <c>systemctl status</c> shows.</summary>
    public void Status(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        Send($"STATUS={line.ReplaceLineEndings(" ")}");
    }

    public void Dispose() => _socket?.Dispose();

    void Send(string state) => _socket?.Send(Encoding.UTF8.GetBytes(state));
}
