using System.IO.Compression;
using Grpc.Net.Compression;

namespace LocalEnergyMarket.Interop.Peer;

/// <summary>
/// An algorithm that says when it is used to decompress. A message has a flag that says whether it is compressed, and the library asks for this
/// only if it is set: the one way to see the flag from above the library.
/// </summary>
public sealed class WatchedCompression(ICompressionProvider inner, Action decompressing) : ICompressionProvider
{
    public string EncodingName => inner.EncodingName;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) => inner.CreateCompressionStream(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream)
    {
        decompressing();
        return inner.CreateDecompressionStream(stream);
    }
}
