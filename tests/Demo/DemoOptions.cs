using System.Net;
using System.Net.Sockets;
using LocalEnergyMarket.MainJob.Parts;

namespace LocalEnergyMarket.Demo;

/// <summary>What was asked for, checked before anything is started.</summary>
/// <param name="Portal">Whether the portal is started.</param>
sealed record DemoOptions(string State, int Factor, int Port, bool Portal, bool Stay, string? PvCsv, string? HouseholdCsv)
{
    /// <summary>Beyond it a quarter hour is over before a person or a meter has looked.</summary>
    public const int LargestFactor = 240;

    /// <exception cref="FormatException">A value cannot be used; the message is one line that says which and what to do.</exception>
    public SystemOptions Check()
    {
        if (Factor is < 1 or > LargestFactor)
        {
            throw new FormatException($"--factor {Factor} is not between 1 and {LargestFactor}: it is how many market seconds pass in a real one.");
        }

        if (Port is < 1 or > 65535)
        {
            throw new FormatException($"--port {Port} is not a port: give one from 1 to 65535.");
        }

        if (Portal)
        {
            CheckFree(Port);
        }

        CheckReadable("--pv-csv", PvCsv);
        CheckReadable("--household-csv", HouseholdCsv);
        var system = new SystemOptions { Folder = State, Factor = Factor, PortalPort = Portal ? Port : null, PvCsv = PvCsv, HouseholdCsv = HouseholdCsv };
        system.CheckRecordings();
        return system;
    }

    static void CheckFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException e)
        {
            throw new FormatException($"--port {port} cannot be listened on ({e.Message}): stop what listens there, or choose another --port for the portal.", e);
        }
    }

    static void CheckReadable(string option, string? path)
    {
        try
        {
            using var file = path is null ? null : File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{option} {path} cannot be read: {e.Message}", e);
        }
    }
}
