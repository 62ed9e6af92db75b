namespace LocalEnergyMarket.Backend.Telemetry;

/// <summary>A meter as a box knows it: two boxes never share one, whatever serial numbers they send.</summary>
public sealed record MeterId(Guid Box, string Serial);
