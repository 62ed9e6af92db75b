using System.Net;
using System.Net.Sockets;

namespace LocalEnergyMarket.Testbed.Processes;

/// <summary>Whether somebody listens on a port of 127.0.0.1.</summary>
public static class LoopbackPort
{
    public static async Task<bool> ListensAsync(int port, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
