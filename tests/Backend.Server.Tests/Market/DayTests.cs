using System.Text;
using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Boxes;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;
using AnchorKind = LocalEnergyMarket.Protos.V1.AnchorKind;

namespace LocalEnergyMarket.Backend.Server.Tests.Market;

public sealed class DayTests(RunningSystem system)
{
    const int Seller = 53;
    const int Buyer = 54;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    MarketService.MarketServiceClient Supplier => new(system.As("Supplier"));

    [Fact]
    public async Task A_timeslot_goes_through_its_day_and_everything_of_it_is_anchored()
    {
        using var box = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        var (roof, house) = ("1DAYROOF", "1DAYHOUSE");
        await LinkAsync(box, roof, 1, Plants.Solar(Seller));
        await LinkAsync(box, house, 2, Plants.Consumer(Buyer));
        var timeslot = Timeslot.Containing(system.Clock.GetUtcNow()).Plus(6);
        await Plants.ForecastAsync(system, timeslot, 10m, 10m, Cancellation);
        var offer = (await system.MarketOf(Seller).PlaceOfferAsync(Trading.Offer(Seller, timeslot, 2_000, 12_000), cancellationToken: Cancellation)).OfferId;
        await system.MarketOf(Buyer).PlaceBidAsync(Trading.Bid(Buyer, timeslot, offer, 800, 15_000), cancellationToken: Cancellation);
        await Refusals.RefusedAsync(StatusCode.FailedPrecondition, () => PurchaseAsync(timeslot, offer, 500, Guid.NewGuid()), "gate");

        await Waiting.ForAsync("the result", () => ResultAsync(timeslot), result => result.Trades.Count == 1 && result.Unsold.Single().QuantityWh == 1_200, Cancellation);
        var purchase = Guid.NewGuid();
        await Refusals.RefusedAsync(StatusCode.FailedPrecondition, () => PurchaseAsync(timeslot, offer, 1_201, purchase), "at most 1200 Wh");
        var bought = await PurchaseAsync(timeslot, offer, 500, purchase);
        Assert.Equal((500, 500L * 12_000), (bought.QuantityWh, bought.AmountUct));
        Assert.Equal(bought, await PurchaseAsync(timeslot, offer, 500, purchase));
        Assert.Single((await ResultAsync(timeslot)).Purchases);

        // No reading at the timeslot's end: what lies around it says 1200 Wh, estimated.
        var (link, _) = await BoxLink.ConnectAsync(system.Connect(token: null), box, SignedHello.EndPoint(system.Files.Certificates.Server));
        await link.SendBatchAsync(box.Next(
        [
            box.Energy(timeslot.Start, 10_000, Register.EnergyExportWh, roof), box.Energy(timeslot.End.AddMinutes(5), 11_600, Register.EnergyExportWh, roof),
            box.Energy(timeslot.Start, 50_000, Register.EnergyImportWh, house, 2), box.Energy(timeslot.End, 50_900, Register.EnergyImportWh, house, 2),
        ]));
        Assert.NotNull((await link.NextAsync()).Ack);
        var first = await Waiting.ForAsync("the settlement", () => SettlementAsync(timeslot, 0), _ => true, Cancellation);
        Assert.True(system.Clock.GetUtcNow() >= timeslot.End);
        Assert.Equal(1, first.Version);
        Assert.Equal([(1_300L, 0L, 1_200L, 0L, -100L), (0, 800, 0, 900, -100)], first.Lines.Select(Amounts));
        Assert.Equal([Quality.Interpolated, Quality.Good], first.Lines.Select(line => line.Quality));
        Assert.Equal(800L * 15_000 + 500 * 12_000 - 100 * 30_000 - 100 * 500, first.Lines[0].TotalUct);
        Assert.Equal(-800L * 15_000 - 100 * 30_000, first.Lines[1].TotalUct);

        // The reading comes late: another version, and the first stays.
        await link.SendBatchAsync(box.Next([box.Energy(timeslot.End, 11_300, Register.EnergyExportWh, roof)]));
        Assert.NotNull((await link.NextAsync()).Ack);
        var second = await Waiting.ForAsync("the second settlement", () => SettlementAsync(timeslot, 0), settlement => settlement.Version > 1, Cancellation);
        Assert.Equal((1_300L, 0L, 1_300L, 0L, 0L), Amounts(second.Lines[0]));
        Assert.Equal(Quality.Good, second.Lines[0].Quality);
        Assert.Equal(2, second.Version);
        Assert.Equal(first, await SettlementAsync(timeslot, 1));
        Assert.Equal(Callers.CustomerId(Buyer), Assert.Single((await SettlementAsync(timeslot, 0, Callers.CustomerId(Buyer))).Lines).CustomerId);
        await AssertAnchoredAsync(timeslot);
        await AssertProvenAsync(timeslot);
        link.Dispose();
    }

    static (long Sold, long Bought, long FedIn, long Drawn, long Deviation) Amounts(SettlementLine line) =>
        (line.SoldWh, line.BoughtWh, line.FedInWh, line.DrawnWh, line.DeviationWh);

    async Task LinkAsync(SoftwareBox box, string serial, uint index, string unit) => await new RegistryService.RegistryServiceClient(system.As("Operator"))
        .LinkMeterAsync(new() { BoxId = box.Id.ToString(), MeterSerial = serial, MeterIndex = index, UnitNumber = unit }, cancellationToken: Cancellation);

    async Task<GetResultResponse> ResultAsync(Timeslot timeslot) =>
        await Supplier.GetResultAsync(new() { BalancingGroup = Groups.Day, Timeslot = timeslot.StartUnixSeconds }, cancellationToken: Cancellation);

    async Task<PurchaseUnsoldResponse> PurchaseAsync(Timeslot timeslot, string offer, long quantity, Guid request) => await Supplier.PurchaseUnsoldAsync(
        new() { BalancingGroup = Groups.Day, Timeslot = timeslot.StartUnixSeconds, OfferId = offer, QuantityWh = quantity, RequestId = request.ToString() },
        cancellationToken: Cancellation);

    async Task<GetSettlementResponse> SettlementAsync(Timeslot timeslot, int version, string who = "Supplier") =>
        await new SettlementService.SettlementServiceClient(system.As(who)).GetSettlementAsync(
            new() { BalancingGroup = Groups.Day, Timeslot = timeslot.StartUnixSeconds, Version = version }, cancellationToken: Cancellation);

    /// <summary>Each tree irreversible, and its root on the chain as the chain itself says.</summary>
    async Task AssertAnchoredAsync(Timeslot timeslot)
    {
        (AnchorKind, int)[] expected =
        [
            (AnchorKind.Readings, 1), (AnchorKind.Readings, 2), (AnchorKind.Book, 1), (AnchorKind.Result, 1), (AnchorKind.Secondary, 1), (AnchorKind.Settlement, 1),
            (AnchorKind.Settlement, 2),
        ];
        var onChain = new Dictionary<(int Kind, int Version), (string Root, int Leaves)>();
        await Waiting.ForAsync(
            "all anchors on the chain",
            async () =>
            {
                var contract = MarketContract.DefaultAccount;
                var chainName = Array.Find(Groups.All, market => market.Group == Groups.Day).ChainName;
                var rows = await system.Chain.Client().GetTableRows(new(contract, chainName, AnchorRow.Table) { Json = false, Limit = 1_000 }, Cancellation);
                onChain = rows.Packed().Select(row => AnchorRow.Read(row)).Where(row => row.Timeslot == timeslot.StartUnixSeconds)
                    .ToDictionary(row => ((int)row.Kind, (int)row.Version), row => (row.Root.ToString(), (int)row.Leaves));
                return onChain.Keys.Order();
            },
            keys => keys.SequenceEqual(expected.Select(anchor => ((int)anchor.Item1, anchor.Item2))),
            Cancellation);
        var evidence = new EvidenceService.EvidenceServiceClient(system.As("Customer"));
        var anchors = await Waiting.ForAsync(
            "all anchors irreversible",
            async () => (await evidence.ListAnchorsAsync(new() { Timeslot = timeslot.StartUnixSeconds }, cancellationToken: Cancellation)).Anchors,
            anchors => anchors.Count >= expected.Length && anchors.All(anchor => anchor.State == AnchorState.Irreversible),
            Cancellation);
        Assert.All(onChain, row => Assert.Contains(anchors, anchor =>
            ((int)anchor.Kind, anchor.Version) == row.Key && Convert.ToHexStringLower(anchor.Root.Span) == row.Value.Root && anchor.LeafCount == row.Value.Leaves
            && anchor.BlockNum > 0 && anchor.TransactionId.Length == 64));
    }

    async Task AssertProvenAsync(Timeslot timeslot)
    {
        var own = new EvidenceService.EvidenceServiceClient(system.As(Callers.CustomerId(Seller)));
        var proofs = Encoding.UTF8.GetString((await own.GetProofsAsync(
            new() { CustomerId = Callers.CustomerId(Seller), Timeslot = timeslot.StartUnixSeconds }, cancellationToken: Cancellation)).Json.Span);
        Assert.Contains("\"lem-proofs\"", proofs, StringComparison.Ordinal);
        Assert.Contains(Callers.CustomerId(Seller), proofs, StringComparison.Ordinal);
        Assert.DoesNotContain(Callers.CustomerId(Buyer), proofs, StringComparison.Ordinal);

        var auditor = new EvidenceService.EvidenceServiceClient(system.As("Auditor"));
        var export = Encoding.UTF8.GetString((await auditor.ExportTimeslotAsync(
            new() { BalancingGroup = Groups.Day, Timeslot = timeslot.StartUnixSeconds }, cancellationToken: Cancellation)).Json.Span);
        Assert.DoesNotContain(Enumerable.Range(1, Plants.Count).SelectMany(n => (string[])[Callers.CustomerId(n), Plants.Solar(n), Plants.Consumer(n)]),
            name => export.Contains(name, StringComparison.Ordinal));
    }
}
