using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Capping;
using LocalEnergyMarket.Backend.Market;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Market;

/// <summary>
/// The caps of orders: the forecast production of the unit for an offer, the forecast consumption of all of a customer's units for a bid. How
/// a cap comes about, <see cref="ForecastCap"/> says.
/// </summary>
public sealed class ForecastCaps(BeliefStore beliefs, CapRule rule, TimeProvider time)
{
    public async Task<Cap> OfOfferAsync(string unitNumber, Timeslot timeslot, CancellationToken cancellation)
    {
        var cap = await CapAsync([unitNumber], timeslot, Direction.Production, cancellation);
        return new(cap.Energy, cap.Beliefs.Count == 0 ? $"there is no forecast for {unitNumber} in {timeslot}" : $"forecast production of {unitNumber} in {timeslot}: {cap.Reason}");
    }

    public async Task<Cap> OfBidAsync(Customer customer, Timeslot timeslot, CancellationToken cancellation)
    {
        var cap = await CapAsync(customer.UnitNumbers, timeslot, Direction.Consumption, cancellation);
        return new(cap.Energy, cap.Beliefs.Count == 0 ? $"there is no forecast for your units in {timeslot}" : $"forecast consumption of your units in {timeslot}: {cap.Reason}");
    }

    async Task<ForecastCap> CapAsync(IReadOnlyCollection<string> units, Timeslot timeslot, Direction direction, CancellationToken cancellation)
    {
        var query = new BeliefQuery(units, timeslot, timeslot.Next) { Kinds = rule.Kinds };
        var slots = await beliefs.BeliefsAsync(query, cancellation).Where(slot => slot.Direction == direction).ToListAsync(cancellation);
        return ForecastCap.Of(slots, rule, time.GetUtcNow());
    }
}
