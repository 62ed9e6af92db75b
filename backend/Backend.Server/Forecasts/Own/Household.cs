namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>Units that belong together: a customer's, or one that is linked and nobody's.</summary>
/// <param name="Key">In whose order households are gone through; starts with the kind, so that ids of customers and numbers of units do not meet.</param>
sealed record Household(string Key, IReadOnlyList<string> UnitNumbers);
