using System.Net;
using System.Net.Sockets;

namespace LocalEnergyMarket.Testbed.Processes;

/// <summary>Ports on loopback that nobody listens on, for programs that cannot be told to choose one themselves.</summary>
public static class FreePorts
{
    public static int One()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Two neighbouring ports; the lower is returned (swtpm's control port is the server port + 1).</summary>
    public static int Pair()
    {
        while (true)
        {
            var port = One();
            try
            {
                using var first = new TcpListener(IPAddress.Loopback, port);
                using var second = new TcpListener(IPAddress.Loopback, port + 1);
                first.Start();
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                continue;
            }
        }
    }
}
