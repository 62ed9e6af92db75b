using System.Net.Sockets;
using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Modbus.Tcp;

/// <summary>Frames on one open socket. Not for two callers at once.</summary>
sealed class ModbusTcpConnection : IDisposable
{
    readonly Socket _socket;
    readonly byte[] _frame = new byte[MbapHeader.Length + ModbusPdu.MaxLength];

    ModbusTcpConnection(Socket socket) => _socket = socket;

    /// <summary>Part of a frame has been read and its rest is still to come.</summary>
    public bool InsideFrame { get; private set; }

    public static async ValueTask<ModbusTcpConnection> OpenAsync(string host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return new(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask<int> ExchangeAsync(
        ushort transaction, byte unit, ReadOnlyMemory<byte> request, Memory<byte> response, CancellationToken cancellationToken)
    {
        new MbapHeader(transaction, unit, request.Length).Write(_frame);
        request.CopyTo(_frame.AsMemory(MbapHeader.Length));
        await SendAsync(_frame.AsMemory(0, MbapHeader.Length + request.Length), cancellationToken);
        while (true)
        {
            await ReceiveAsync(_frame.AsMemory(0, MbapHeader.Length), cancellationToken);
            if (!MbapHeader.TryRead(_frame, out var header))
            {
                throw new InvalidDataException($"the frame begins with {Convert.ToHexString(_frame, 0, MbapHeader.Length)}");
            }

            await ReceiveAsync(_frame.AsMemory(MbapHeader.Length, header.PduLength), cancellationToken);
            InsideFrame = false;
            if (header.Transaction == transaction && header.Unit == unit)
            {
                _frame.AsMemory(MbapHeader.Length, header.PduLength).CopyTo(response);
                return header.PduLength;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, cancellationToken)..];
        }
    }

    async ValueTask ReceiveAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        while (!target.IsEmpty)
        {
            var count = await _socket.ReceiveAsync(target, cancellationToken);
            if (count == 0)
            {
                throw new EndOfStreamException("end of stream");
            }

            InsideFrame = true;
            target = target[count..];
        }
    }
}
