using System.Globalization;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Market;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Market;

/// <summary>
/// The one place that says which forecast caps what: the newest belief as of now, the unit's production for an offer, the consumption of all
/// of a customer's units for a bid. No forecast, no trade.
/// </summary>
public sealed class ForecastCaps(BeliefStore beliefs, TimeProvider time)
{
    public async Task<Cap> OfOfferAsync(string unitNumber, Timeslot timeslot, CancellationToken cancellation)
    {
        var belief = await beliefs.CapAsync(unitNumber, timeslot, time.GetUtcNow(), cancellation);
        return belief is null
            ? new(WattHours.Zero, $"there is no forecast for {unitNumber} in {timeslot}")
            : new(belief.Production, $"forecast production of {unitNumber} in {timeslot}, {Origin(belief)}");
    }

    public async Task<Cap> OfBidAsync(Customer customer, Timeslot timeslot, CancellationToken cancellation)
    {
        var total = WattHours.Zero;
        var newest = default(Belief);
        foreach (var unit in customer.UnitNumbers)
        {
            if (await beliefs.CapAsync(unit, timeslot, time.GetUtcNow(), cancellation) is { } belief)
            {
                total += belief.Consumption;
                newest = newest is null || belief.BelievedAt > newest.BelievedAt ? belief : newest;
            }
        }

        return newest is null
            ? new(WattHours.Zero, $"there is no forecast for your units in {timeslot}")
            : new(total, $"forecast consumption of your units in {timeslot}, {Origin(newest)}");
    }

    static string Origin(Belief belief) => string.Create(
        CultureInfo.InvariantCulture, $"from {belief.Source}, as of {belief.BelievedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
}
