using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Benchmarks.Rpc;

/// <summary>Many box streams held open at a server.</summary>
/// <param name="port">Of the server on 127.0.0.1.</param>
/// <param name="certificate">The server's, where the port speaks TLS.</param>
/// <param name="streamsPerConnection">How many streams share a connection; 1: each box its own, as in the field.</param>
sealed class HeldStreams(int port, X509Certificate2? certificate, int streamsPerConnection) : IDisposable
{
    const int AtOnce = 16;
    const int PerAddress = 10_000;

    readonly List<HeldConnection> _connections = [];

    public int Count => _connections.Count * streamsPerConnection;

    /// <summary>Opens more until there are so many.</summary>
    public async Task OpenAsync(int streams)
    {
        while (Count < streams)
        {
            var missing = (streams - Count + streamsPerConnection - 1) / streamsPerConnection;
            _connections.AddRange(await Task.WhenAll(Enumerable.Range(_connections.Count, Math.Min(AtOnce, missing)).Select(number =>
                HeldConnection.OpenAsync(port, new IPAddress([127, 0, 0, (byte)(2 + (number / PerAddress))]), certificate, streamsPerConnection))));
        }
    }

    public void Dispose() => _connections.ForEach(connection => connection.Dispose());
}
