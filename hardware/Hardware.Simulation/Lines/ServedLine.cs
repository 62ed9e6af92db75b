using System.Net;
using System.Net.Sockets;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Serial;
using LocalEnergyMarket.Hardware.Modbus.Serving;
using LocalEnergyMarket.Hardware.Modbus.Tcp;
using LocalEnergyMarket.Hardware.Simulation.Faults;

namespace LocalEnergyMarket.Hardware.Simulation.Lines;

/// <summary>A line that is being served.</summary>
public sealed class ServedLine : IAsyncDisposable
{
    readonly SimulatedLine _line;
    readonly IAsyncDisposable _server;
    readonly PseudoTerminalPair? _cable;

    ServedLine(SimulatedLine line, int port, string? device, IAsyncDisposable server, PseudoTerminalPair? cable) =>
        (_line, Port, Device, _server, _cable) = (line, port, device, server, cable);

    public SimulatedLine Line => _line;

    /// <summary>The TCP port it listens on; 0 on a serial line.</summary>
    public int Port { get; }

    /// <summary>Of a serial line: the device that the other side opens.</summary>
    public string? Device { get; }

    /// <exception cref="SocketException">The address is in use or not ours.</exception>
    /// <exception cref="IOException">The serial device cannot be used.</exception>
    internal static ServedLine Start(IPAddress host, SimulatedLine line, IReadOnlyDictionary<byte, IModbusUnit> units, LineFaults faults, FaultScope scope)
    {
        var options = new ModbusServerOptions
        {
            Faults = faults,
            RtuFrames = line.Kind == LineKind.RtuOverTcp,
            Connections = () => scope.Standing(FaultKind.Connections) is { } fault ? fault.Order.Limit ?? 0 : line.ConnectionLimit,
        };
        if (line.Kind != LineKind.Serial)
        {
            var server = ModbusTcpServer.Start(new(host, line.Port), units, options);
            return new(line, server.EndPoint.Port, null, server, null);
        }

        var cable = line.Device is null ? new PseudoTerminalPair() : null;
        try
        {
            var serial = new SerialOptions { Device = cable?.Far ?? line.Device!, Baud = line.Baud, Parity = Parity(line.Parity), StopBits = line.StopBits };
            var server = ModbusSerialServer.Start(serial, units, options);
            if (cable is not null && line.Link is { } link)
            {
                File.Delete(link);
                File.CreateSymbolicLink(link, cable.Near);
            }

            return new(line, 0, cable is null ? line.Device : line.Link ?? cable.Near, server, cable);
        }
        catch
        {
            cable?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (_cable is not null)
        {
            _cable.Dispose();
            if (_line.Link is { } link)
            {
                File.Delete(link);
            }
        }
    }

    static SerialParity Parity(char parity) => parity switch { 'e' => SerialParity.Even, 'o' => SerialParity.Odd, _ => SerialParity.None };
}
