using LocalEnergyMarket.Interop.Peer;
using LocalEnergyMarket.Interop.Peer.Cases;
using LocalEnergyMarket.Interop.Tests.Programs;
using LocalEnergyMarket.Interop.Tests.Wire;

namespace LocalEnergyMarket.Interop.Tests;

/// <summary>The official client on this repository's API assemblies, with servers of every peer and with ours.</summary>
public sealed class OurClientTests(PeerServers peers, OurServer ours) : IClassFixture<PeerServers>, IClassFixture<OurServer>
{
    public static TheoryData<string, string> PeersAndCases => [.. from peer in PeerProgram.Peers from name in InteropCases.Names select (peer, name)];

    public static TheoryData<string> Cases => [.. InteropCases.Names];

    [Theory]
    [MemberData(nameof(PeersAndCases))]
    public async Task Our_client_calls_their_server(string peer, string name)
    {
        var port = await peers.PortAsync(peer);
        if (Shortfall.OfServers.GetValueOrDefault((peer, name)) is not { } shortfall)
        {
            await PassesAsync(port, name, PublishedCompression.OfRequests(name), PublishedCompression.OfResponses(name));
            return;
        }

        await using var tap = new WireTap(port);
        var failure = await Assert.ThrowsAsync<InteropException>(() => RunAsync(name, tap));
        Assert.Contains(shortfall.Fails, failure.Message, StringComparison.Ordinal);
        if (shortfall.RestOf(name) is { } rest)
        {
            await PassesAsync(port, rest, shortfall.Requests, responses: null);
        }
        else
        {
            Assert.DoesNotContain(true, tap.Responses);
            Assert.NotEmpty(tap.Responses);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Our_client_calls_our_server(string name) =>
        PassesAsync(ours.Port, name, PublishedCompression.OfRequests(name), PublishedCompression.OfResponses(name));

    [Fact]
    public void The_cases_have_the_published_names() => Assert.Equal(
        """
        cancel_after_begin cancel_after_first_response client_compressed_streaming client_compressed_unary client_streaming custom_metadata empty_stream empty_unary
        large_unary ping_pong server_compressed_streaming server_compressed_unary server_streaming special_status_message status_code_and_message
        timeout_on_sleeping_server unimplemented_method unimplemented_service
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        InteropCases.Names.Order(StringComparer.Ordinal),
        StringComparer.Ordinal);

    static async Task PassesAsync(int port, string name, bool[]? requests, bool[]? responses)
    {
        await using var tap = new WireTap(port);
        await RunAsync(name, tap);
        Assert.Equal(requests ?? tap.Requests, tap.Requests);
        Assert.Equal(responses ?? tap.Responses, tap.Responses);
    }

    static Task RunAsync(string name, WireTap tap) => InteropCases.RunAsync(name, new Uri($"http://127.0.0.1:{tap.Port}"), TestContext.Current.CancellationToken);
}
