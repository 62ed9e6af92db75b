using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Testbed;

/// <summary>Offers and bids by customers' numbers.</summary>
public static class Trading
{
    static int _slots;

    /// <summary>A timeslot that no other test trades in, whose gate is open for minutes to come.</summary>
    public static Timeslot FarTimeslot(this IBackend system) =>
        Timeslot.Containing(system.Clock.GetUtcNow().AddHours(30)).Plus(Interlocked.Increment(ref _slots));

    public static MarketService.MarketServiceClient MarketOf(this IBackend system, int customer) => new(system.As(Callers.CustomerId(customer)));

    public static PlaceOfferRequest Offer(int customer, Timeslot timeslot, long quantity, long startPrice) => new()
    {
        CustomerId = Callers.CustomerId(customer), UnitNumber = Plants.Solar(customer), Timeslot = timeslot.StartUnixSeconds, QuantityWh = quantity,
        StartPriceMctPerKwh = startPrice, Divisible = true, RequestId = Guid.NewGuid().ToString(),
    };

    public static PlaceBidRequest Bid(int customer, Timeslot timeslot, string offer, long quantity, long price) => new()
    {
        CustomerId = Callers.CustomerId(customer), OfferId = offer, Timeslot = timeslot.StartUnixSeconds, QuantityWh = quantity,
        PriceMctPerKwh = price, RequestId = Guid.NewGuid().ToString(),
    };

    public static async Task<GetBookResponse> BookAsync(this IBackend system, string group, Timeslot timeslot, CancellationToken cancellation, string who = "Supplier") =>
        await new MarketService.MarketServiceClient(system.As(who))
            .GetBookAsync(new() { BalancingGroup = group, Timeslot = timeslot.StartUnixSeconds }, cancellationToken: cancellation);
}
