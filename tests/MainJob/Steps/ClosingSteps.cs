using LocalEnergyMarket.MainJob.Clients;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.MainJob.Steps;

/// <summary>The gate, the result, and what the supplier buys after it.</summary>
sealed class ClosingSteps(JobContext job)
{
    public IReadOnlyList<Step> All =>
    [
        new("Wait for gate closure and read the result", ResultAsync),
        new("The supplier buys what is unsold", PurchaseAsync),
    ];

    async Task<string> ResultAsync(CancellationToken cancellation)
    {
        var result = await Waiting.ForAsync(
            $"the result of {job.Facts.Timeslot}", job.PatienceUntil(job.Facts.Timeslot.Start.AddMinutes(-60)), AskAsync, cancellation);
        StepFailedException.Unless(
            result.Trades.Count > 0 && result.Unsold.Any(rest => rest.OfferId == job.Facts.UnsoldOfferId), "The result lacks the trades, or the offer that nobody bid on");
        job.Facts.Result = result;
        return string.Join(", ", result.Trades.Select(trade => $"{trade.BuyerId} {new WattHours(trade.QuantityWh)} at {new PricePerKwh(trade.PriceMctPerKwh)}"))
            + $"; unsold {new WattHours(result.Unsold.Sum(rest => rest.QuantityWh))}";
    }

    async Task<string> PurchaseAsync(CancellationToken cancellation)
    {
        var purchase = await job.Api.Supplier.Market.PurchaseUnsoldAsync(
            new()
            {
                BalancingGroup = Neighbourhood.BalancingGroup,
                Timeslot = job.Facts.Timeslot.StartUnixSeconds,
                OfferId = job.Facts.UnsoldOfferId,
                RequestId = Guid.NewGuid().ToString(),
            },
            cancellationToken: cancellation);
        job.Facts.Result = await AskAsync(cancellation);
        return $"{new WattHours(purchase.QuantityWh)} for {new Money(purchase.AmountUct)}";
    }

    async Task<Protos.V1.GetResultResponse?> AskAsync(CancellationToken cancellation) => await job.Api.Supplier.Market.GetResultAsync(
        new() { BalancingGroup = Neighbourhood.BalancingGroup, Timeslot = job.Facts.Timeslot.StartUnixSeconds }, cancellationToken: cancellation);
}
