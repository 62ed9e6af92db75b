namespace LocalEnergyMarket.Interop.Tests.Programs;

/// <summary>A program with the commands <c>server PORT-FILE</c> and <c>client CASE@PORT…</c>.</summary>
static class PeerProgram
{
    /// <summary>Our own peer, trimmed.</summary>
    public const string TrimmedName = "trimmed";

    static readonly Dictionary<string, Func<Task<string[]>>> Commands = new(StringComparer.Ordinal)
    {
        ["grpc-js"] = () => Task.FromResult<string[]>(["node", Path.Combine(Sources.Peers, "grpc-js", "peer.mjs"), Sources.Protos]),
        ["grpcio"] = async () => ["/usr/bin/python3", "-B", Path.Combine(Sources.Peers, "grpcio", "peer.py"), await Built.DescriptorsAsync()],
        ["grpc-cpp"] = async () => [await Built.CppPeerAsync()],
        [TrimmedName] = async () => [await Trimmed.ProgramAsync()],
    };

    /// <summary>The implementations of gRPC that are not ours; see docs/rpc.md, "Interoperability".</summary>
    public static IEnumerable<string> Peers => Commands.Keys.Where(name => name != TrimmedName);

    public static Task<string[]> CommandAsync(string name) => Commands[name]();
}
