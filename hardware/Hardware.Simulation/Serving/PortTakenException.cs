using System.Net;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>A port cannot be listened on. The message says whose and what to do.</summary>
public sealed class PortTakenException(string name, IPAddress host, int port, Exception inner)
    : Exception($"The simulator cannot listen on {host}:{port} for {name}: {Innermost(inner)}. Stop what listens there or choose another --{name}-port (0 asks the kernel).", inner)
{
    static string Innermost(Exception e) => e.GetBaseException().Message;
}
