using System.Net;
using System.Net.Sockets;

namespace LocalEnergyMarket.Testbed.Processes;

/// <summary>Ports on loopback that nobody listens on, for programs that cannot be told to choose one themselves. None is given twice by one process.</summary>
public static class FreePorts
{
    static readonly HashSet<int> Given = [];

    public static int One()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (Take(port))
            {
                return port;
            }
        }
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
                if (Take(port + 1))
                {
                    return port;
                }
            }
            catch (SocketException)
            {
                continue;
            }
        }
    }

    static bool Take(int port)
    {
        lock (Given)
        {
            return Given.Add(port);
        }
    }
}
