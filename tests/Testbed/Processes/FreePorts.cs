using System.Net;
using System.Net.Sockets;

namespace LocalEnergyMarket.Testbed.Processes;

/// <summary>
/// Ports that nobody listens on, for programs that cannot be told to choose one themselves, or come back on the same. They lie below those that Linux gives
/// to connections and to whoever asks for any (from 32768 on), so that none is gone before its program starts. None is given twice by one process.
/// </summary>
public static class FreePorts
{
    const int Lowest = 20_000;
    const int Highest = 32_766;

    static readonly HashSet<int> Given = [];

    public static int One() => Choose(1);

    /// <summary>Two neighbouring ports; the lower is returned (swtpm's control port is the server port + 1).</summary>
    public static int Pair() => Choose(2);

    static int Choose(int count)
    {
        while (true)
        {
            var ports = Enumerable.Range(Random.Shared.Next(Lowest, Highest), count).ToList();
            lock (Given)
            {
                if (!ports.Exists(Given.Contains) && ports.TrueForAll(IsFree))
                {
                    Given.UnionWith(ports);
                    return ports[0];
                }
            }
        }
    }

    static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
