using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Backend.Verify.Chain;

/// <summary>Asks all nodes, each by itself.</summary>
static class Nodes
{
    /// <summary>How long a node may take for an answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>More than any block has; a node that sends without end is left.</summary>
    const int LongestAnswer = 64 * 1024 * 1024;

    /// <returns>The answers, and what those said that could not answer. Never neither.</returns>
    public static async Task<(IReadOnlyList<NodeAnswer> Answers, IReadOnlyList<Finding> Silent)> AskAsync(
        VerifyOptions options, string market, uint timeslot, IReadOnlyList<AnchorPlace> places, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = Patience, MaxResponseContentBufferSize = LongestAnswer };
        var asked = await Task.WhenAll(options.Chains.Select(url => OneAsync(http, url, options.Contract, market, timeslot, places, cancellation)));
        cancellation.ThrowIfCancellationRequested();
        return ([.. asked.Select(answer => answer.Answer).OfType<NodeAnswer>()], [.. asked.Select(answer => answer.Silent).OfType<Finding>()]);
    }

    static async Task<(NodeAnswer? Answer, Finding? Silent)> OneAsync(
        HttpClient http, string url, Name contract, string market, uint timeslot, IReadOnlyList<AnchorPlace> places, CancellationToken cancellation)
    {
        try
        {
            var chain = new Eos(new EosConfigurator { HttpEndpoint = url }, http);
            return (await new NodeReader(url, chain, contract).ReadAsync(market, timeslot, places, cancellation), null);
        }
        catch (Exception e) when (Complaint.Of(e, cancellation) is { } complaint)
        {
            return (null, new(false, ChainRules.Silent, [url, complaint]));
        }
    }
}
