using System.Globalization;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Client.Trading;
using LocalEnergyMarket.MainJob.Data;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.MainJob.Steps;

/// <summary>Forecasts, offers and bids, up to the gate.</summary>
sealed class TradingSteps(JobContext job)
{
    /// <summary>Real time that trading needs at most on a busy machine.</summary>
    static readonly TimeSpan Lead = TimeSpan.FromSeconds(20);

    public IReadOnlyList<Step> All =>
    [
        new("Import the forecasts of the next quarter hours", ForecastAsync),
        new("Offer more than the forecast: rejected", OfferTooMuchAsync),
        new("Offer what the forecast allows", OfferAsync),
        new("Bid", BidAsync),
        new("Bid too low: rejected", BidTooLowAsync),
        new("Outbid", OutbidAsync),
    ];

    TradePlan Plan => job.Facts.Plan!;

    async Task<string> ForecastAsync(CancellationToken cancellation)
    {
        var now = job.System.Clock.GetUtcNow();
        var timeslot = Timeslot.Containing(now + (Lead * job.System.Clock.Factor) + TimeSpan.FromMinutes(60)).Next;
        var file = job.System.In("forecast.csv");
        await File.WriteAllTextAsync(file, ForecastCsv.Write(Enumerable.Range(-4, 12).Select(timeslot.Plus), job.System.Plant), cancellation);
        var taken = await job.Api.Supplier.Forecasts.ImportForecastAsync(new FileInfo(file), cancellation);
        job.Facts.Timeslot = timeslot;
        job.Facts.Forecasts = Neighbourhood.Traders.ToDictionary(
            trader => trader.UnitNumber, trader => ForecastCsv.Of(trader, timeslot, job.System.Plant), StringComparer.Ordinal);
        job.Facts.Plan = TradePlan.Of(
            Forecast(Neighbourhood.Prosumer).Production, Forecast(Neighbourhood.Household).Consumption, Forecast(Neighbourhood.BatteryOwner).Consumption,
            Forecast(Neighbourhood.Workshop).Consumption);
        return $"{taken.Values} values; the quarter hour to follow is {timeslot}, the sun is to give {Forecast(Neighbourhood.Prosumer).Production}";
    }

    async Task<string> OfferTooMuchAsync(CancellationToken cancellation)
    {
        job.Facts.OfferRejection = await RejectedAsync(() => PlaceOfferAsync(Plan.TooMuch, TradePlan.StartPrice, cancellation));
        return Naming(job.Facts.OfferRejection, Forecast(Neighbourhood.Prosumer).Production.ToString());
    }

    async Task<string> OfferAsync(CancellationToken cancellation)
    {
        job.Facts.SoldOfferId = await PlaceOfferAsync(Plan.Sold, TradePlan.StartPrice, cancellation);
        job.Facts.UnsoldOfferId = await PlaceOfferAsync(Plan.Unsold, TradePlan.UnsoldStartPrice, cancellation);
        return $"{Plan.Sold} from {TradePlan.StartPrice}, {Plan.Unsold} from {TradePlan.UnsoldStartPrice}";
    }

    async Task<string> BidAsync(CancellationToken cancellation)
    {
        await BidAsync(Neighbourhood.Household, Plan.HouseholdBid, TradePlan.HouseholdPrice, cancellation);
        await BidAsync(Neighbourhood.BatteryOwner, Plan.BatteryBid, TradePlan.BatteryPrice, cancellation);
        return $"{Neighbourhood.Household.CustomerId} {Plan.HouseholdBid} at {TradePlan.HouseholdPrice}, {Neighbourhood.BatteryOwner.CustomerId} {Plan.BatteryBid} at {TradePlan.BatteryPrice}";
    }

    async Task<string> BidTooLowAsync(CancellationToken cancellation)
    {
        job.Facts.BidRejection = await RejectedAsync(() => PlaceBidAsync(Neighbourhood.Workshop, Plan.WorkshopBid, TradePlan.TooLowPrice, cancellation));
        return Naming(job.Facts.BidRejection, TradePlan.PriceToBeat.ToString());
    }

    async Task<string> OutbidAsync(CancellationToken cancellation)
    {
        await BidAsync(Neighbourhood.Workshop, Plan.WorkshopBid, TradePlan.WorkshopPrice, cancellation);
        return string.Create(
            CultureInfo.InvariantCulture, $"{Neighbourhood.Workshop.CustomerId} {Plan.WorkshopBid} at {TradePlan.WorkshopPrice}, taken from {Neighbourhood.BatteryOwner.CustomerId}");
    }

    UnitForecast Forecast(Trader trader) => job.Facts.Forecasts[trader.UnitNumber];

    async Task<string> PlaceOfferAsync(WattHours quantity, PricePerKwh startPrice, CancellationToken cancellation)
    {
        var placed = await job.Api.As(Neighbourhood.Prosumer).Market.PlaceOfferAsync(
            new()
            {
                CustomerId = Neighbourhood.Prosumer.CustomerId,
                UnitNumber = Neighbourhood.Prosumer.UnitNumber,
                Timeslot = job.Facts.Timeslot.StartUnixSeconds,
                QuantityWh = quantity.Value,
                StartPriceMctPerKwh = startPrice.Value,
                Divisible = true,
                RequestId = Guid.NewGuid().ToString(),
            },
            cancellationToken: cancellation);
        return placed.OfferId;
    }

    async Task BidAsync(Trader bidder, WattHours quantity, PricePerKwh price, CancellationToken cancellation)
    {
        var holds = await PlaceBidAsync(bidder, quantity, price, cancellation);
        StepFailedException.Unless(holds == quantity.Value, $"{bidder.CustomerId}'s bid holds {holds} Wh instead of {quantity}");
    }

    async Task<long> PlaceBidAsync(Trader bidder, WattHours quantity, PricePerKwh price, CancellationToken cancellation)
    {
        var placed = await job.Api.As(bidder).Market.PlaceBidAsync(
            new()
            {
                CustomerId = bidder.CustomerId,
                OfferId = job.Facts.SoldOfferId,
                Timeslot = job.Facts.Timeslot.StartUnixSeconds,
                QuantityWh = quantity.Value,
                PriceMctPerKwh = price.Value,
                RequestId = Guid.NewGuid().ToString(),
            },
            cancellationToken: cancellation);
        return placed.HoldsWh;
    }

    static async Task<string> RejectedAsync<T>(Func<Task<T>> call)
    {
        try
        {
            await call();
        }
        catch (PreconditionException e)
        {
            return e.Message;
        }

        throw new StepFailedException("The market took what it must reject.");
    }

    static string Naming(string rejection, string what)
    {
        StepFailedException.Unless(rejection.Contains(what, StringComparison.Ordinal), $"The rejection does not name {what}: {rejection}");
        return rejection;
    }
}
