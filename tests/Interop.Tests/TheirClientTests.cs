namespace LocalEnergyMarket.Interop.Tests;

/// <summary>Clients of every peer with the official server on this repository's API assemblies, behind what the product puts before its services.</summary>
public sealed class TheirClientTests(PeerClients peers, OurServer ours) : IClassFixture<PeerClients>, IClassFixture<OurServer>
{
    [Theory]
    [MemberData(nameof(OurClientTests.PeersAndCases), MemberType = typeof(OurClientTests))]
    public async Task Their_client_calls_our_server(string peer, string name)
    {
        var result = await peers.ResultAsync(peer, name, ours.Port);
        var requests = PublishedCompression.OfRequests(name);
        if (Shortfall.OfClients.GetValueOrDefault((peer, name)) is { } shortfall)
        {
            Assert.Contains(shortfall.Fails, result.Error ?? "passed", StringComparison.Ordinal);
            result = await peers.ResultAsync(peer, shortfall.RestOf(name)!, ours.Port);
            requests = shortfall.Requests;
        }

        Assert.Null(result.Error);
        Assert.Equal(requests ?? result.Requests, result.Requests);
        Assert.Equal(PublishedCompression.OfResponses(name) ?? result.Responses, result.Responses);
    }
}
