using System.Collections.Concurrent;
using LocalEnergyMarket.Interop.Peer.Cases;
using LocalEnergyMarket.Interop.Tests.Programs;

namespace LocalEnergyMarket.Interop.Tests;

/// <summary>What the peers' clients found out, each run when a test asks for it first.</summary>
public sealed class PeerClients
{
    readonly ConcurrentDictionary<(string Peer, int Port), Lazy<Task<IReadOnlyDictionary<string, CaseResult>>>> _runs = new();

    internal async Task<CaseResult> ResultAsync(string peer, string name, int port) =>
        (await _runs.GetOrAdd((peer, port), _ => new(() => RunAsync(peer, port))).Value)[name];

    static async Task<IReadOnlyDictionary<string, CaseResult>> RunAsync(string peer, int port)
    {
        var rests = Shortfall.OfClients.Where(one => one.Key.Client == peer).Select(one => one.Value.RestOf(one.Key.Case)).OfType<string>();
        return await PeerClient.RunAsync(await PeerProgram.CommandAsync(peer), port, InteropCases.Names.Concat(rests));
    }
}
