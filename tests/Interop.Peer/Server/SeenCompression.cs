using System.IO.Compression;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Http;

namespace LocalEnergyMarket.Interop.Peer.Server;

/// <summary>Whether the message last read in a call came compressed.</summary>
public static class SeenCompression
{
    static readonly object Key = new();

    // It reads an AsyncLocal: the call whose message is being read. The server fills it if the services have an accessor.
    static readonly HttpContextAccessor Current = new();

    /// <summary>Watches the algorithms that a server has by itself, if nobody says otherwise.</summary>
    public static void WatchCompression(this GrpcServiceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var algorithm in (ICompressionProvider[])[new GzipCompressionProvider(CompressionLevel.Fastest), new DeflateCompressionProvider(CompressionLevel.Fastest)])
        {
            options.CompressionProviders.Add(new WatchedCompression(algorithm, () => Current.HttpContext!.Items[Key] = true));
        }
    }

    internal static bool Of(ServerCallContext context) => context.GetHttpContext().Items.ContainsKey(Key);

    internal static void Forget(ServerCallContext context) => context.GetHttpContext().Items.Remove(Key);
}
