using BenchmarkDotNet.Attributes;
using LocalEnergyMarket.Backend.Market;
using LocalEnergyMarket.Backend.Market.Auctions;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Benchmarks;

/// <summary>The auction of one timeslot: 100 offers, then 2,000 bids that displace one another.</summary>
public class MarketBenchmarks
{
    const int Offers = 100;
    const int Bids = 2_000;

    static readonly Timeslot Slot = new(1_782_043_200); // 2026-06-21T12:00Z
    static readonly DateTimeOffset Open = Slot.Start.AddHours(-3);
    static readonly Cap Plenty = new(new WattHours(1_000_000), "forecast");

    readonly List<AuctionCommand> _commands = [];
    AuctionState _full = new(Slot);

    public static string Note => $"a book: {Offers} offers and {Bids} bids; an order is decided and folded";

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        var offers = Enumerable.Range(0, Offers).Select(i => Id(i)).ToList();
        _commands.AddRange(offers.Select((id, i) => new PlaceOffer(id, $"seller{i}", $"SEE{i:D12}", new(1_000), new(5_000), Divisible: true, Plenty)));
        _commands.AddRange(Enumerable.Range(0, Bids).Select(i =>
            new PlaceBid(Id(Offers + i), $"buyer{i % 500}", offers[random.Next(Offers)], new(100 + random.Next(400)), new(5_000 + random.Next(20_000)), Plenty)));
        _full = Play();
    }

    [Benchmark(OperationsPerInvoke = Offers + Bids)]
    public AuctionState Order() => Play();

    [Benchmark]
    public Decision Close() => AuctionDecider.Decide(_full, new CloseGate(), MarketHours.GateClosure(Slot));

    AuctionState Play() => _commands.Aggregate(
        new AuctionState(Slot),
        (state, command) => AuctionDecider.Decide(state, command, Open) is Accepted accepted ? accepted.Events.Aggregate(state, (s, e) => s.Evolve(e)) : state);

    static Guid Id(int number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
