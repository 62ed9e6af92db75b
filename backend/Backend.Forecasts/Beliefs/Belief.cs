using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>What a unit is forecast to produce and to consume in a timeslot, and who believed so from when on.</summary>
public sealed record Belief(
    string UnitNumber, Timeslot Timeslot, WattHours Production, WattHours Consumption, DateTimeOffset BelievedAt, string Source);
