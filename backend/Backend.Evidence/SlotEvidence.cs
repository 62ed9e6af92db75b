using LocalEnergyMarket.Backend.Evidence.Leaves;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Backend.Market.Settlement;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Evidence;

/// <summary>Builds the trees of one market's timeslot. Book, result and purchases have one version; readings and settlements are numbered.</summary>
/// <param name="Market">The market's name on the chain.</param>
public sealed record SlotEvidence(string Market, Timeslot Timeslot, SlotSecret Secret)
{
    /// <summary>The frozen book from the events of its stream; those after gate closure are passed over.</summary>
    public EvidenceTree Book(IEnumerable<AuctionEvent> events) => Build(AnchorKind.Book, 1, BookLeaves.Write(events, Secret));

    public EvidenceTree Result(AuctionResult result) => Build(AnchorKind.Result, 1, ResultLeaves.Write(result, Secret));

    /// <summary>The supplier's purchases, all of them: built when the secondary market is closed.</summary>
    public EvidenceTree Secondary(IEnumerable<UnsoldPurchased> purchases) => Build(AnchorKind.Secondary, 1, ResultLeaves.Write(purchases, Secret));

    /// <summary>The slot energies that a settlement is made from, no more and no fewer.</summary>
    public EvidenceTree Readings(int version, IEnumerable<MeterEvidence> meters) => Build(AnchorKind.Readings, version, ReadingsLeaves.Write(meters, Secret));

    /// <param name="readingsVersion">The version of the readings the settlement was made from.</param>
    public EvidenceTree Settlement(SettlementStatement statement, int readingsVersion) =>
        Build(AnchorKind.Settlement, statement.Version, SettlementLeaves.Write(statement, readingsVersion, Secret));

    EvidenceTree Build(AnchorKind kind, int version, IEnumerable<CanonicalObject> records) =>
        EvidenceTree.Build(new(Market, kind, Timeslot.StartUnixSeconds, version), records, Secret);
}
