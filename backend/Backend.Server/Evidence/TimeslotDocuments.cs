using LocalEnergyMarket.Backend.Anchoring.Trees;
using LocalEnergyMarket.Backend.Evidence;
using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Backend.Server.Market;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Evidence;

/// <summary>The documents for <c>lem verify</c>: what is anchored, where, and what the tables say of it now.</summary>
sealed class TimeslotDocuments(TreeStore treeStore, DatabaseFacts facts, IDocumentStore store)
{
    /// <summary>No timeslot of a market has more anchors than this.</summary>
    const int Enough = 100_000;

    /// <summary>Null if nothing of the timeslot is anchored yet.</summary>
    public async Task<CanonicalObject?> ExportAsync(LocalMarket market, Timeslot timeslot, CancellationToken cancellation)
    {
        var record = await ReadAsync(market, timeslot, cancellation);
        var roots = record.Anchors.ToDictionary(anchor => anchor.Key, anchor => anchor.Root);
        return record.Trees.Count == 0
            ? null
            : new TimeslotExport(
                market.ChainName,
                timeslot.StartUnixSeconds,
                [.. record.Trees.Select(tree => new StatedTree(tree) is var stated && roots.TryGetValue(tree.Anchor, out var root) ? stated with { Root = root } : stated)],
                Places(record.Anchors),
                record.Database).ToJson();
    }

    /// <summary>Null if nothing of the timeslot is anchored yet.</summary>
    public async Task<CanonicalObject?> ProofsAsync(LocalMarket market, Timeslot timeslot, string customerId, CancellationToken cancellation)
    {
        var record = await ReadAsync(market, timeslot, cancellation);
        return record.Trees.Count == 0
            ? null
            : CustomerProofs.From(record.Evidence, customerId, record.Trees).With(Places(record.Anchors), record.Database).ToJson();
    }

    /// <summary>A version that is still on its way to the chain is left out, with all that the tables say of it: nobody could check it yet.</summary>
    async Task<Record> ReadAsync(LocalMarket market, Timeslot timeslot, CancellationToken cancellation)
    {
        var anchors = await AnchorsAsync(market, timeslot, cancellation);
        await using var session = store.LightweightSession();
        var evidence = await TimeslotSecret.EvidenceAsync(session, market, timeslot, cancellation);
        var database = await facts.ReadAsync(session, market, timeslot, evidence, anchors, cancellation);
        var trees = await treeStore.OfTimeslotAsync(market.ChainName, timeslot.StartUnixSeconds, cancellation);

        // Asked again, since a version may have been made between the questions: its tree comes in the same transaction as its facts.
        var settled = anchors.Where(anchor => anchor.State is AnchorState.Irreversible or AnchorState.Failed).Select(anchor => anchor.Key).ToHashSet();
        var pending = (await AnchorsAsync(market, timeslot, cancellation)).Select(anchor => anchor.Key).Where(key => !settled.Contains(key))
            .Select(key => (key.Kind, key.Version)).ToHashSet();
        return new(
            [.. anchors.Where(anchor => !pending.Contains((anchor.Key.Kind, anchor.Key.Version)))],
            evidence,
            [.. database.Where(section => !pending.Contains((section.Kind, section.Version)))],
            [.. trees.Where(tree => !pending.Contains((tree.Key.Kind, tree.Key.Version))).Select(Anchors.ToEvidence)]);
    }

    async Task<IReadOnlyList<AnchorStatus>> AnchorsAsync(LocalMarket market, Timeslot timeslot, CancellationToken cancellation) =>
    [
        .. (await treeStore.ListAsync(timeslot.StartUnixSeconds, long.MaxValue, Enough, cancellation))
            .Where(anchor => string.Equals(anchor.Key.Market, market.ChainName, StringComparison.Ordinal)),
    ];

    static AnchorPlace[] Places(IEnumerable<AnchorStatus> anchors) =>
    [
        .. anchors.Where(anchor => anchor is { State: AnchorState.Irreversible, TransactionId: not null, BlockNumber: not null })
            .Select(anchor => new AnchorPlace(
                anchor.Key.Kind, anchor.Key.Version, Convert.ToHexStringLower(anchor.TransactionId!.Value.Span), (uint)anchor.BlockNumber!.Value)),
    ];

    sealed record Record(
        IReadOnlyList<AnchorStatus> Anchors, SlotEvidence Evidence, IReadOnlyList<DatabaseSection> Database, IReadOnlyList<EvidenceTree> Trees);
}
