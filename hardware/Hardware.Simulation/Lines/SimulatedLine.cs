using LocalEnergyMarket.Hardware.Simulation.Serving;

namespace LocalEnergyMarket.Hardware.Simulation.Lines;

/// <summary>What carries the frames of a line.</summary>
public enum LineKind
{
    /// <summary>Modbus TCP.</summary>
    Tcp,
    /// <summary>RTU frames over TCP, as a serial server passes them on.</summary>
    RtuOverTcp,
    /// <summary>RTU on a serial device, or on a pseudo-terminal.</summary>
    Serial,
}

/// <summary>Modbus units behind one socket or one serial line.</summary>
/// <param name="Name">What messages and faults call it.</param>
/// <param name="Meters">Each with a unit of its own.</param>
public sealed record SimulatedLine(string Name, IReadOnlyList<SimulatedMeter> Meters)
{
    public LineKind Kind { get; init; }

    /// <summary>TCP port; 0 asks the kernel.</summary>
    public int Port { get; init; }

    /// <summary>Most connections at a time; further ones are closed at once. Default 1 if a device of the line serves one master only, else 100.</summary>
    public int? Connections { get; init; }

    /// <summary>Of a serial line: its device; a pseudo-terminal is made if there is none.</summary>
    public string? Device { get; init; }

    /// <summary>Of a pseudo-terminal: where a link to it is made, and removed at the end.</summary>
    public string? Link { get; init; }

    /// <summary>Bits a second of a serial device.</summary>
    public int Baud { get; init; } = 9600;

    /// <summary>n, e or o: parity of a serial device.</summary>
    public char Parity { get; init; } = 'n';

    /// <summary>Stop bits of a serial device.</summary>
    public int StopBits { get; init; } = 1;

    internal int ConnectionLimit => Connections ?? (Meters.Any(m => m.Device.OneMaster) ? 1 : 100);
}
