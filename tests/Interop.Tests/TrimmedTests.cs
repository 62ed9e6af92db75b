using LocalEnergyMarket.Interop.Peer;
using LocalEnergyMarket.Interop.Peer.Cases;
using LocalEnergyMarket.Interop.Tests.Programs;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Interop.Tests;

/// <summary>Client and server as they are when everything is cut away that nothing refers to.</summary>
public sealed class TrimmedTests(PeerServers servers, PeerClients clients) : IClassFixture<PeerServers>, IClassFixture<PeerClients>
{
    static readonly (string Client, string Server)[] Pairs = [("trimmed", "trimmed"), ("trimmed", "grpc-cpp"), ("grpc-cpp", "trimmed")];

    public static TheoryData<string, string, string> PairsAndCases => [.. from pair in Pairs from name in InteropCases.Names select (pair.Client, pair.Server, name)];

    [Theory]
    [MemberData(nameof(PairsAndCases))]
    public async Task A_trimmed_program_passes(string client, string server, string name)
    {
        var result = await clients.ResultAsync(client, name, await servers.PortAsync(server));

        Assert.Null(result.Error);
        Assert.Equal(PublishedCompression.OfRequests(name) ?? result.Requests, result.Requests);
        Assert.Equal(PublishedCompression.OfResponses(name) ?? result.Responses, result.Responses);
    }

    [Fact]
    public async Task Trimming_warns_of_nothing() => Assert.DoesNotContain("warning", await Trimmed.LogAsync(), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task A_trimmed_program_reads_the_same_off_the_protos()
    {
        var lines = await CommandLine.RunAsync([await Trimmed.ProgramAsync(), "descriptors"], TestContext.Current.CancellationToken);

        Assert.Equal(DescriptorReport.Lines(), lines.Split('\n', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
        Assert.Contains("CALLER_ROLE_CUSTOMER", lines, StringComparison.OrdinalIgnoreCase);
    }
}
