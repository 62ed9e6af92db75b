using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Edge.Gateway.Chain;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Edge.Provisioning.Problems;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>Each node of the chain by itself: of the right chain, and the box's account there with its key.</summary>
static class ChainStep
{
    public static async Task RunAsync(Work work, BoxOptions options, BackendAccess access, BoxIdentity identity, BoxKey key, CancellationToken cancellationToken)
    {
        foreach (var node in options.Chain?.Endpoints ?? [])
        {
            var title = work.Say("Blockchain", "Chain");
            var data = new JsonObject { ["node"] = node, ["account"] = identity.ChainAccount };
            try
            {
                ChainOptionsRules.Hold(options.Chain!, identity);
                using var connection = ChainConnection.Open([node], identity, access);
                var info = await connection.Chain.GetInfo(cancellationToken);
                var box = await new ChainTables(connection.Chain, Name.Parse(identity.ContractAccount)).BoxAsync(Name.Parse(identity.ChainAccount), cancellationToken);
                var failure = box switch
                {
                    null => work.Say("die Blockchain kennt die Box noch nicht; sie wird es, sobald das Backend sie eingetragen hat", "the chain does not know the box yet; it will when the backend has registered it"),
                    { Revoked: true } => work.Say("die Box ist auf der Blockchain gesperrt", "the box was revoked on the chain"),
                    _ when !box.Key.Equals(PublicKey.FromUncompressed(KeyType.R1, key.Signer.PublicKey.Span)) =>
                        work.Say("die Blockchain hat einen anderen Schlüssel für die Box", "the chain has another key for the box"),
                    _ => null,
                };
                if (failure is not null)
                {
                    throw new ProblemException(ProblemId.ChainProblem, failure);
                }

                work.Output.Done("chain", title, string.Create(CultureInfo.InvariantCulture, $"{node}, {identity.ChainAccount}, #{info.HeadBlockNum}"), data);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested
                && e is ProblemException or HttpRequestException or OperationCanceledException or EosioApiException or EosioFormatException or InvalidOperationException or ConfigurationException)
            {
                work.Output.Failed("chain", title, new(ProblemId.ChainProblem, $"{node}: {e.Message}", e), data);
            }
        }
    }
}
