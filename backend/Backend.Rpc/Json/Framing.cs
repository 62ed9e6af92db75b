using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;

namespace LocalEnergyMarket.Backend.Rpc.Json;

/// <summary>gRPC's length prefix, and gzip with a limit on what comes out.</summary>
static class Framing
{
    const int PrefixLength = 5;

    /// <summary>A message as gRPC sends it, uncompressed.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> message)
    {
        var framed = new byte[PrefixLength + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), (uint)message.Length);
        message.CopyTo(framed.AsSpan(PrefixLength));
        return framed;
    }

    /// <summary>The one message of a unary answer, which was asked for uncompressed.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static ReadOnlyMemory<byte> Message(ReadOnlyMemory<byte> framed) =>
        framed.Length >= PrefixLength && framed.Span[0] == 0 && BinaryPrimitives.ReadUInt32BigEndian(framed.Span[1..]) == framed.Length - PrefixLength
            ? framed[PrefixLength..]
            : throw new InvalidDataException("The service did not answer with one uncompressed message.");

    /// <exception cref="NoCallException">RESOURCE_EXHAUSTED: it is larger than the limit.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, int limit, CancellationToken cancellation)
    {
        using var all = new MemoryStream();
        var buffer = new byte[16 << 10];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellation)) > 0)
        {
            if (all.Length + read > limit)
            {
                throw TooLarge(limit);
            }

            all.Write(buffer, 0, read);
        }

        return all.GetBuffer().AsMemory(0, (int)all.Length);
    }

    public static NoCallException TooLarge(int limit) => new(new(StatusCode.ResourceExhausted, $"The message is larger than {limit} bytes, the most that is taken."));

    /// <exception cref="NoCallException">INVALID_ARGUMENT: it is no gzip; RESOURCE_EXHAUSTED: what comes out is larger than the limit.</exception>
    public static async Task<ReadOnlyMemory<byte>> UnzipAsync(ReadOnlyMemory<byte> zipped, int limit, CancellationToken cancellation)
    {
        try
        {
            await using var stream = new GZipStream(new MemoryStream(zipped.ToArray()), CompressionMode.Decompress);
            return await ReadAsync(stream, limit, cancellation);
        }
        catch (InvalidDataException e)
        {
            throw new NoCallException(new(StatusCode.InvalidArgument, $"The body is said to be gzip and is none: {e.Message}"));
        }
    }

    public static ReadOnlyMemory<byte> Zip(ReadOnlyMemory<byte> content)
    {
        var zipped = new MemoryStream();
        using (var stream = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(content.Span);
        }

        return zipped.GetBuffer().AsMemory(0, (int)zipped.Length);
    }
}
