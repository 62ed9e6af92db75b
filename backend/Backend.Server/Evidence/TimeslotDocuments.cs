using LocalEnergyMarket.Backend.Anchoring.Trees;
using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Backend.Server.Market;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Evidence;

/// <summary>The documents for <c>lem verify</c>: what is anchored, where, and what the tables say of it now.</summary>
sealed class TimeslotDocuments(TreeStore trees, DatabaseFacts facts, IDocumentStore store)
{
    /// <summary>No timeslot of a market has more anchors than this.</summary>
    const int Enough = 100_000;

    /// <summary>Null if nothing of the timeslot is anchored yet.</summary>
    public async Task<CanonicalObject?> ExportAsync(LocalMarket market, Timeslot timeslot, CancellationToken cancellation)
    {
        // In this order, so that a version made meanwhile is one more tree, not a fact without one.
        var anchors = await AnchorsAsync(market, timeslot, cancellation);
        await using var session = store.LightweightSession();
        var evidence = await TimeslotSecret.EvidenceAsync(session, market, timeslot, cancellation);
        var database = await facts.ReadAsync(session, market, timeslot, evidence, anchors, cancellation);
        var anchored = await trees.OfTimeslotAsync(market.ChainName, timeslot.StartUnixSeconds, cancellation);
        var roots = anchors.ToDictionary(anchor => anchor.Key, anchor => anchor.Root);
        return anchored.Count == 0
            ? null
            : new TimeslotExport(
                market.ChainName,
                timeslot.StartUnixSeconds,
                [.. anchored.Select(Anchors.ToEvidence).Select(tree => new StatedTree(tree) is var stated && roots.TryGetValue(tree.Anchor, out var root) ? stated with { Root = root } : stated)],
                Places(anchors),
                database).ToJson();
    }

    /// <summary>Null if nothing of the timeslot is anchored yet.</summary>
    public async Task<CanonicalObject?> ProofsAsync(LocalMarket market, Timeslot timeslot, string customerId, CancellationToken cancellation)
    {
        var anchors = await AnchorsAsync(market, timeslot, cancellation);
        await using var session = store.LightweightSession();
        var evidence = await TimeslotSecret.EvidenceAsync(session, market, timeslot, cancellation);
        var database = await facts.ReadAsync(session, market, timeslot, evidence, anchors, cancellation);
        var anchored = await trees.OfTimeslotAsync(market.ChainName, timeslot.StartUnixSeconds, cancellation);
        return anchored.Count == 0
            ? null
            : CustomerProofs.From(evidence, customerId, anchored.Select(Anchors.ToEvidence)).With(Places(anchors), database).ToJson();
    }

    async Task<IReadOnlyList<AnchorStatus>> AnchorsAsync(LocalMarket market, Timeslot timeslot, CancellationToken cancellation) =>
    [
        .. (await trees.ListAsync(timeslot.StartUnixSeconds, long.MaxValue, Enough, cancellation))
            .Where(anchor => string.Equals(anchor.Key.Market, market.ChainName, StringComparison.Ordinal)),
    ];

    static AnchorPlace[] Places(IEnumerable<AnchorStatus> anchors) =>
    [
        .. anchors.Where(anchor => anchor is { State: AnchorState.Irreversible, TransactionId: not null, BlockNumber: not null })
            .Select(anchor => new AnchorPlace(
                anchor.Key.Kind, anchor.Key.Version, Convert.ToHexStringLower(anchor.TransactionId!.Value.Span), (uint)anchor.BlockNumber!.Value)),
    ];
}
