using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market;

/// <summary>When a timeslot is traded (design, section 6). An end belongs to the time after it: at the instant itself the market is closed.</summary>
public static class MarketHours
{
    /// <summary>Offers and bids are taken before this instant: 60 minutes before the timeslot.</summary>
    public static DateTimeOffset GateClosure(Timeslot timeslot) => timeslot.Start.AddMinutes(-60);

    /// <summary>The supplier buys what is unsold before this instant: 15 minutes before the timeslot.</summary>
    public static DateTimeOffset SecondaryClosure(Timeslot timeslot) => timeslot.Start.AddMinutes(-15);
}
