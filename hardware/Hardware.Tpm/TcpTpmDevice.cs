using System.Buffers.Binary;
using System.Net.Sockets;

namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>
/// A software TPM (swtpm) over its TCP command socket. It serves one connection at a time, so each command has a connection of its own
/// and nobody is shut out between two.
/// </summary>
public sealed class TcpTpmDevice(string host, int port, TimeSpan? patience = null) : Tpm2Device
{
    const int Header = 10;

    /// <summary>For one command. A software TPM that somebody else keeps a connection to takes ours and never answers.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public override string Address => $"{host}:{port}";

    public override async Task<byte[]> DispatchAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience ?? Patience);
        try
        {
            return await ExchangeAsync(command, limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable($"it did not answer within {(patience ?? Patience).TotalSeconds:0} s; is another program connected to it?", e);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw Unreachable(e.Message, e);
        }
    }

    async Task<byte[]> ExchangeAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(host, port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(command, cancellationToken);
        var header = new byte[Header];
        await stream.ReadExactlyAsync(header, cancellationToken);
        var size = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(2));
        if (size is < Header or > MaxMessage)
        {
            throw new IOException($"it announced a response of {size} bytes");
        }

        var response = new byte[size];
        header.CopyTo(response, 0);
        await stream.ReadExactlyAsync(response.AsMemory(Header), cancellationToken);
        return response;
    }

    TpmUnreachableException Unreachable(string why, Exception cause) => new(TpmState.Absent, $"The software TPM at {Address} could not be used: {why}", cause);
}
