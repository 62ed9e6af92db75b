using System.Collections.Concurrent;
using LocalEnergyMarket.Interop.Tests.Programs;

namespace LocalEnergyMarket.Interop.Tests;

/// <summary>The peers that serve, each started when a test asks for it first.</summary>
public sealed class PeerServers : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, Lazy<Task<PeerServer>>> _servers = new(StringComparer.Ordinal);

    public async Task<int> PortAsync(string name) => (await _servers.GetOrAdd(name, _ => new(() => StartAsync(name))).Value).Port;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await (await server.Value).DisposeAsync();
        }
    }

    static async Task<PeerServer> StartAsync(string name) =>
        await PeerServer.StartAsync(name, await PeerProgram.CommandAsync(name), CancellationToken.None);
}
