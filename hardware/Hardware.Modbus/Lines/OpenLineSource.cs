using System.Net.Sockets;

namespace LocalEnergyMarket.Hardware.Modbus.Lines;

/// <summary>A connection that somebody else has made: once it is broken there is no other.</summary>
sealed class OpenLineSource(TcpClient client) : ILineSource
{
    TcpClient? _client = client;

    public string Place { get; } = client.Client.RemoteEndPoint?.ToString() ?? "the connection";

    public string SilenceAdvice => "check the unit id and the wiring behind the gateway";

    public ValueTask<ILine> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var socket = Interlocked.Exchange(ref _client, null)?.Client
            ?? throw new ModbusTransportException(ModbusTransportFailure.Unreachable, $"The connection to {Place} is broken, and only who made it can make another.");
        return new(new SocketLine(socket));
    }
}
