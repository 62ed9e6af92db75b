using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market;

/// <summary>The most energy a unit may offer, or a bidder may hold, in one timeslot, and how anyone can see where it comes from.</summary>
/// <param name="Energy">Wh in the timeslot, before anything already offered or held is taken off: the market does that.</param>
/// <param name="Source">Which forecast and as of when, for example <c>production forecast of SEE900000000001 by import, as of 2026-06-21T10:00Z</c>.</param>
public sealed record Cap(WattHours Energy, string Source)
{
    public override string ToString() => $"{Energy} ({Source})";
}
