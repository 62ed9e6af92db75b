using LocalEnergyMarket.Backend.Anchoring.Trees;
using LocalEnergyMarket.Backend.Evidence;
using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Backend.Server.Market;
using LocalEnergyMarket.Backend.Server.Settlement;
using LocalEnergyMarket.Backend.Store.Sessions;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Evidence;

/// <summary>
/// Makes the trees of a timeslot again from the tables that people see and are billed by, so that an auditor can hold them against what was
/// anchored. Nothing is compared here: this program could be the one that lies.
/// </summary>
sealed class DatabaseFacts(MeasuredFacts measured)
{
    /// <param name="anchors">Those of the timeslot: what has none yet is left out.</param>
    public async Task<IReadOnlyList<DatabaseSection>> ReadAsync(
        IDocumentSession session, LocalMarket market, Timeslot timeslot, SlotEvidence evidence, IReadOnlyList<AnchorStatus> anchors, CancellationToken cancellation)
    {
        var sections = anchors.Select(anchor => evidence.Salts(anchor.Key.Kind, anchor.Key.Version, anchor.LeafCount)).ToList();
        var events = (await session.Events.FetchStreamAsync(AuctionBook.IdOf(market.BalancingGroup, timeslot), cancellation: cancellation))
            .Select(e => e.Data).OfType<AuctionEvent>().ToList();
        AddIf(AnchorKind.Book, () => evidence.Book(events));
        AddIf(AnchorKind.Result, () => evidence.Result(events.OfType<GateClosed>().FirstOrDefault()?.Result ?? new([], [])));
        AddIf(AnchorKind.Secondary, () => evidence.Secondary(events.OfType<UnsoldPurchased>()));

        var last = anchors.Where(anchor => anchor.Key.Kind == AnchorKind.Settlement).Select(anchor => anchor.Key.Version).DefaultIfEmpty().Max();
        for (var version = 1; ; version++)
        {
            var settlement = await session.LoadAsync<SettlementDocument>(SettlementDocument.IdOf(market.BalancingGroup, timeslot, version), cancellation);
            if (settlement is null && version > last)
            {
                return sections;
            }

            sections.AddRange(settlement is null
                ? [new DatabaseSection(DatabaseSection.Settlements, AnchorKind.Settlement, version, [])]
                : [Settlement(settlement, evidence, version), .. await measured.ReadAsync(timeslot, evidence, version, settlement.Basis, cancellation)]);
        }

        void AddIf(AnchorKind kind, Func<EvidenceTree> tree)
        {
            if (anchors.Any(anchor => anchor.Key.Kind == kind))
            {
                sections.Add(StoredEvidence.Of(DatabaseSection.Events, tree()));
            }
        }
    }

    static DatabaseSection Settlement(SettlementDocument settlement, SlotEvidence evidence, int version) => new(
        DatabaseSection.Settlements,
        AnchorKind.Settlement,
        version,
        evidence.Settlement(settlement.Statement, version).Leaves.Skip(1).Select(leaf => leaf.Content));
}
