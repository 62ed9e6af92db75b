using System.Net.Sockets;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Hardware.Modbus.Lines;

sealed class TcpLineSource(ModbusTcpOptions options, string server, TimeProvider time) : ILineSource
{
    public string Place => $"{options.Host}:{options.Port}";

    public string SilenceAdvice => "check the unit id and the wiring behind the gateway";

    public async ValueTask<ILine> OpenAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, both.Token);
            return new SocketLine(socket);
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            socket.Dispose();
            throw new ModbusTransportException(
                ModbusTransportFailure.Unreachable,
                $"No connection to the {server} {Place}: {(e is SocketException ? e.Message : "no answer in time")}. Check the address, the port and that the device allows another client.",
                e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
