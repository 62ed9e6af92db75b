using System.IO.Compression;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Grpc.Testing;

namespace LocalEnergyMarket.Interop.Peer;

/// <summary>The official client as the cases use it: it also knows how many messages came compressed.</summary>
sealed class InteropClient : IDisposable
{
    readonly GrpcChannel _channel;
    int _compressed;

    public InteropClient(Uri server)
    {
        _channel = GrpcChannel.ForAddress(server, new GrpcChannelOptions
        {
            CompressionProviders = [new WatchedCompression(new GzipCompressionProvider(CompressionLevel.Fastest), () => Interlocked.Increment(ref _compressed))],
        });
        Service = new(_channel);
        Unimplemented = new(_channel);
    }

    public TestService.TestServiceClient Service { get; }

    public UnimplementedService.UnimplementedServiceClient Unimplemented { get; }

    /// <summary>How many messages were decompressed so far.</summary>
    public int Compressed => Volatile.Read(ref _compressed);

    public void Dispose() => _channel.Dispose();
}
