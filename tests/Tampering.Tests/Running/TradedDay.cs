using System.Collections.Concurrent;
using System.Text;
using LocalEnergyMarket.Backend.Server.Tests.Boxes;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Backend.Verify;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Tampering.Tests.Running;

/// <summary>
/// A quarter hour that the real backend took through its whole day, on a real PostgreSQL and the embedded chain: two offers, three bids, a
/// purchase of the supplier, readings of a box, two versions of the settlement. Then a backend on real time takes over, so that nothing moves
/// any more except what a test changes.
/// </summary>
public sealed class TradedDay : RunningBackend, IAsyncLifetime
{
    const int Factor = 480;
    const int Anchors = 7;
    const string Roof = "1DAYROOF";
    const string House = "1DAYHOUSE";

    readonly ScratchFolder _later = new();
    readonly ConcurrentDictionary<string, EvidenceService.EvidenceServiceClient> _evidence = new(StringComparer.Ordinal);
    OneBackend? _after;

    public TradedDay() => Clock = new(DateTimeOffset.UtcNow, new DateTimeOffset(2026, 6, 21, 6, 0, 0, TimeSpan.Zero), Factor);

    public const int Seller = 53;
    public const int Buyer = 54;

    public static string ChainName => Array.Find(Groups.All, market => market.Group == Groups.Day).ChainName;

    public Timeslot Timeslot { get; private set; }

    /// <summary>The true documents.</summary>
    public string Export { get; private set; } = "";

    public string Proofs { get; private set; } = "";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await StartAsync(Cancellation);
        using var box = await SoftwareBox.EnrolAsync(Database, Cancellation);
        await LinkAsync(box, Roof, 1, Plants.Solar(Seller));
        await LinkAsync(box, House, 2, Plants.Consumer(Buyer));
        Timeslot = Timeslot.Containing(Clock.GetUtcNow()).Plus(7);
        await Plants.ForecastAsync(this, Timeslot, 10m, 10m, Cancellation);
        await TradeAsync();
        await MeasureAsync(box);
        await AnchoredAsync();
        await Process.StopAsync();
        _after = await OneBackend.StartAsync(
            _later.Path, Files, Database, Chain.Url, new MarketClock(DateTimeOffset.UtcNow, Clock.GetUtcNow(), 1), Cancellation);
        (Export, Proofs) = (await ExportAsync(), await ProofsAsync(Seller));
    }

    /// <summary>The auditor's export as the backend gives it now.</summary>
    public async Task<string> ExportAsync() => Text(await Evidence("Auditor").ExportTimeslotAsync(
        new() { BalancingGroup = Groups.Day, Timeslot = Timeslot.StartUnixSeconds }, cancellationToken: Cancellation));

    /// <summary>A customer's proofs as the backend gives them now.</summary>
    public async Task<string> ProofsAsync(int customer) => Text(await Evidence(Callers.CustomerId(customer)).GetProofsAsync(
        new() { CustomerId = Callers.CustomerId(customer), Timeslot = Timeslot.StartUnixSeconds }, cancellationToken: Cancellation));

    /// <summary>What lem verify says.</summary>
    /// <param name="chains">The chain's own node if none is given.</param>
    public Task<(int Status, string Output)> VerifyAsync(string document, params IReadOnlyList<string> chains) =>
        RunAsync(document, [.. (chains.Count == 0 ? [Chain.Url] : chains).SelectMany(url => new[] { "--chain", url }), "--language", "en"]);

    /// <summary>What lem verify says with these options.</summary>
    public static async Task<(int Status, string Output)> RunAsync(string document, params IReadOnlyList<string> options)
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder.In("document.json"), document, Cancellation);
        using var output = new StringWriter();
        var verdict = await VerifyCommand.Run([folder.In("document.json"), .. options], output, output, Cancellation);
        return ((int)verdict, output.ToString());
    }

    public new async ValueTask DisposeAsync()
    {
        await (_after?.DisposeAsync() ?? ValueTask.CompletedTask);
        await base.DisposeAsync();
        _later.Dispose();
    }

    static string Text(EvidenceDocument document) => Encoding.UTF8.GetString(document.Json.Span);

    EvidenceService.EvidenceServiceClient Evidence(string who) => _after is { } after ? _evidence.GetOrAdd(who, name => new(after.As(name))) : new(As(who));

    async Task TradeAsync()
    {
        var (seller, buyer) = (this.MarketOf(Seller), this.MarketOf(Buyer));
        var offer = (await seller.PlaceOfferAsync(Trading.Offer(Seller, Timeslot, 2_000, 12_000), cancellationToken: Cancellation)).OfferId;
        await seller.PlaceOfferAsync(Trading.Offer(Seller, Timeslot, 700, 14_000), cancellationToken: Cancellation);
        await buyer.PlaceBidAsync(Trading.Bid(Buyer, Timeslot, offer, 800, 15_000), cancellationToken: Cancellation);
        await buyer.PlaceBidAsync(Trading.Bid(Buyer, Timeslot, offer, 300, 15_500), cancellationToken: Cancellation);
        await buyer.PlaceBidAsync(Trading.Bid(Buyer, Timeslot, offer, 200, 13_000), cancellationToken: Cancellation);
        var supplier = new MarketService.MarketServiceClient(As("Supplier"));
        await Waiting.ForAsync(
            "the result",
            async () => await supplier.GetResultAsync(new() { BalancingGroup = Groups.Day, Timeslot = Timeslot.StartUnixSeconds }, cancellationToken: Cancellation),
            result => result.Trades.Count == 3,
            Cancellation);
        await supplier.PurchaseUnsoldAsync(
            new() { BalancingGroup = Groups.Day, Timeslot = Timeslot.StartUnixSeconds, OfferId = offer, QuantityWh = 500, RequestId = Guid.NewGuid().ToString() },
            cancellationToken: Cancellation);
    }

    /// <summary>The value at the timeslot's end comes late, and makes the second version.</summary>
    async Task MeasureAsync(SoftwareBox box)
    {
        var (link, _) = await BoxLink.ConnectAsync(Connect(token: null), box, SignedHello.EndPoint(Files.Certificates.Server));
        using (link)
        {
            await SendAsync(link, box, box.Energy(Timeslot.Start, 10_000, Register.EnergyExportWh, Roof), box.Energy(Timeslot.Start, 50_000, Register.EnergyImportWh, House, 2));
            await SendAsync(
                link, box, box.Energy(Timeslot.End.AddMinutes(5), 12_400, Register.EnergyExportWh, Roof), box.Energy(Timeslot.End, 51_350, Register.EnergyImportWh, House, 2));
            await SettledAsync(1);
            await SendAsync(link, box, box.Energy(Timeslot.End, 11_900, Register.EnergyExportWh, Roof));
            await SettledAsync(2);
        }
    }

    static async Task SendAsync(BoxLink link, SoftwareBox box, params Protos.Wire.Readings.Reading[] readings)
    {
        await link.SendBatchAsync(box.Next(readings));
        Assert.NotNull((await link.NextAsync()).Ack);
    }

    async Task SettledAsync(int version) => await Waiting.ForAsync(
        $"the settlement {version}",
        async () => await new SettlementService.SettlementServiceClient(As("Supplier")).GetSettlementAsync(
            new() { BalancingGroup = Groups.Day, Timeslot = Timeslot.StartUnixSeconds }, cancellationToken: Cancellation),
        settlement => settlement.Version == version,
        Cancellation);

    async Task AnchoredAsync() => await Waiting.ForAsync(
        "irreversible anchors",
        async () => (await Evidence("Auditor").ListAnchorsAsync(new() { Timeslot = Timeslot.StartUnixSeconds }, cancellationToken: Cancellation)).Anchors,
        anchors => anchors.Count(anchor => anchor.State == AnchorState.Irreversible) >= Anchors && anchors.All(anchor => anchor.State == AnchorState.Irreversible),
        Cancellation);

    async Task LinkAsync(SoftwareBox box, string serial, uint index, string unit) => await new RegistryService.RegistryServiceClient(As("Operator"))
        .LinkMeterAsync(new() { BoxId = box.Id.ToString(), MeterSerial = serial, MeterIndex = index, UnitNumber = unit }, cancellationToken: Cancellation);
}
