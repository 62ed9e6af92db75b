using System.Net.Sockets;

namespace LocalEnergyMarket.Hardware.Modbus.Lines;

/// <summary>A TCP connection; owns the socket.</summary>
sealed class SocketLine : ILine
{
    readonly Socket _socket;

    public SocketLine(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
    }

    public TimeSpan FrameSilence => TimeSpan.Zero;

    public async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        try
        {
            var count = await _socket.ReceiveAsync(target, cancellationToken);
            return count > 0 ? count : throw new EndOfStreamException("end of stream");
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[await _socket.SendAsync(bytes, cancellationToken)..];
            }
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public int Discard()
    {
        Span<byte> waste = stackalloc byte[256];
        try
        {
            var count = 0;
            while (_socket.Available > 0)
            {
                count += _socket.Receive(waste);
            }

            return count;
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public TimeSpan TimeOf(int bytes) => TimeSpan.Zero;

    public void Dispose() => _socket.Dispose();
}
