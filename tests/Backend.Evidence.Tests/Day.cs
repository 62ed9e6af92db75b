using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Backend.Evidence.Leaves;
using LocalEnergyMarket.Backend.Market;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Backend.Market.Settlement;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Evidence.Tests;

/// <summary>One timeslot played through by the rules: three offers, four bids, a withdrawal, a purchase, two versions of readings and settlement.</summary>
static class Day
{
    public static readonly Timeslot Timeslot = new(1_782_043_200); // 2026-06-21T12:00Z
    public static readonly SlotEvidence Slot = new("lembg1", Timeslot, new SlotSecret([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
    public static readonly Tariff Tariff = new(new(6_000), new(30_000), new(1_000));
    public static readonly IReadOnlyList<AuctionEvent> Events = Play();
    public static readonly IReadOnlyList<EvidenceTree> Trees = Build();
    public static readonly IReadOnlyList<ChainAnchor> Anchors = AnchorsOf(Trees);

    public static TimeslotExport Export => new(Slot.Market, Timeslot.StartUnixSeconds, [.. Trees.Select(tree => new StatedTree(tree))]);

    public static CustomerProofs Proofs(string customer) => CustomerProofs.From(Slot, customer, Trees);

    public static IReadOnlyList<ChainAnchor> AnchorsOf(IEnumerable<EvidenceTree> trees) =>
        [.. trees.Select(tree => new ChainAnchor(tree.Anchor, tree.Root, tree.Leaves.Count))];

    /// <summary>The day with one tree put in another's place, as a cheating operator would make and anchor it.</summary>
    public static AuditReport AuditAnchored(EvidenceTree replaced)
    {
        EvidenceTree[] trees = [.. Trees.Select(tree => tree.Anchor == replaced.Anchor ? replaced : tree)];
        return TimeslotAudit.Run(new(Slot.Market, Timeslot.StartUnixSeconds, [.. trees.Select(tree => new StatedTree(tree))]), AnchorsOf(trees));
    }

    /// <summary>The document with one tree changed, against the true anchors; what the document states of hashes and root stays.</summary>
    public static AuditReport AuditChanged(AnchorKey anchor, Func<StatedTree, StatedTree?> change) => TimeslotAudit.Run(
        Export with { Trees = [.. Export.Trees.Select(tree => tree.Tree.Anchor == anchor ? change(tree) : tree).OfType<StatedTree>()] }, Anchors);

    public static EvidenceTree Tree(AnchorKind kind, int version = 1) => Trees.Single(tree => tree.Anchor.Kind == kind && tree.Anchor.Version == version);

    public static CanonicalObject With(CanonicalObject content, string member, CanonicalValue value) =>
        new(content.Members.Select(m => (m.Key, string.Equals(m.Key, member, StringComparison.Ordinal) ? value : m.Value)));

    public static EvidenceTree With(EvidenceTree tree, int index, CanonicalObject content) =>
        new(tree.Anchor, [.. tree.Leaves.Select((leaf, i) => i == index ? leaf with { Content = content } : leaf)]);

    static List<AuctionEvent> Play()
    {
        var events = new List<AuctionEvent>();
        var state = new AuctionState(Timeslot);
        var at = Timeslot.Start.AddHours(-3);
        Guid Do(AuctionCommand command)
        {
            var accepted = Assert.IsType<Accepted>(AuctionDecider.Decide(state, command, at));
            state = accepted.Events.Aggregate(state, (s, e) => s.Evolve(e));
            events.AddRange(accepted.Events);
            at = at.AddSeconds(1);
            return accepted.Answer is OfferAnswer offer ? offer.OfferId : Guid.Empty;
        }

        var number = 0;
        Guid Id() => new(++number, 0, 0, new byte[8]);
        var cap = new Cap(new(2_000), "production forecast of SEE900000000001");
        var sun = Do(new PlaceOffer(Id(), "C-0001", "SEE900000000001", new(1_000), new(5_000), true, cap));
        var wind = Do(new PlaceOffer(Id(), "C-0002", "SEE900000000002", new(600), new(7_000), false, cap));
        var gone = Do(new PlaceOffer(Id(), "C-0002", "SEE900000000002", new(100), new(7_000), true, cap));
        Do(new PlaceBid(Id(), "C-0003", sun, new(500), new(6_000), cap));
        Do(new PlaceBid(Id(), "C-0004", sun, new(700), new(6_500), cap));
        Do(new WithdrawOffer("C-0002", gone));
        Do(new PlaceBid(Id(), "C-0001", wind, new(600), new(7_000), cap));
        Do(new PlaceBid(Id(), "C-0003", wind, new(600), new(8_000), cap));
        var rest = Do(new PlaceOffer(Id(), "C-0001", "SEE900000000001", new(400), new(9_000), true, cap));
        at = MarketHours.GateClosure(Timeslot);
        Do(new CloseGate());
        Do(new PurchaseUnsold(Id(), rest, new(300)));
        return events;
    }

    static EvidenceTree[] Build()
    {
        var result = Events.OfType<GateClosed>().Single().Result;
        var purchases = Events.OfType<UnsoldPurchased>().ToList();
        MeterEvidence[] first = [Meter("C-0001", 900, 0, 1), Meter("C-0002", 600, 0, 2), Meter("C-0003", 0, 1_100, 3), Meter("C-0004", 50, 700, 4)];
        MeterEvidence[] second = [Meter("C-0001", 1_250, 0, 1), .. first[1..]];
        SettlementStatement Settle(int version, MeterEvidence[] meters) => Assert.IsType<Settled>(SettlementRun.Settle(
            new(Timeslot, version, result, purchases, MeterEnergy.ByCustomer(meters.Select(m => m.Energy)), Tariff), Timeslot.End.AddMinutes(version))).Statement;
        return
        [
            Slot.Book(Events), Slot.Result(result), Slot.Secondary(purchases), Slot.Readings(1, first), Slot.Readings(2, second),
            Slot.Settlement(Settle(1, first), 1), Slot.Settlement(Settle(2, second), 2),
        ];
    }

    static MeterEvidence Meter(string customer, long export, long import, int number) => new(
        new MeterEnergy(
            customer, $"SEE90000000000{number}", $"1EMH000000000{number}", new(import), new(export), new(10_000), new(10_000 + import), new(20_000), new(20_000 + export), 1),
        [new("0b0e7a3c-0000-4000-8000-000000000001", 17, Digest.Of([(byte)number])), new("0b0e7a3c-0000-4000-8000-000000000001", 16, Digest.Of([(byte)number, 1]))]);
}
