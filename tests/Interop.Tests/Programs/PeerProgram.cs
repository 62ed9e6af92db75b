namespace LocalEnergyMarket.Interop.Tests.Programs;

/// <summary>An implementation of gRPC that is not ours, as a program with the commands <c>server PORT-FILE</c> and <c>client CASE@PORT…</c>.</summary>
sealed record PeerProgram(string Name, Func<Task<string[]>> CommandAsync)
{
    /// <summary>Every peer by its name; see docs/rpc.md, "Interoperability".</summary>
    public static readonly IReadOnlyDictionary<string, PeerProgram> All = new PeerProgram[]
    {
        new("grpc-js", () => Task.FromResult<string[]>(["node", Path.Combine(Sources.Peers, "grpc-js", "peer.mjs"), Sources.Protos])),
        new("grpcio", async () => ["/usr/bin/python3", "-B", Path.Combine(Sources.Peers, "grpcio", "peer.py"), await Built.DescriptorsAsync()]),
        new("grpc-cpp", async () => [await Built.CppPeerAsync()]),
    }.ToDictionary(peer => peer.Name, StringComparer.Ordinal);
}
