namespace LocalEnergyMarket.Connectivity.Tests.Reports;

/// <summary>A step of a box's clock in the backend's tables.</summary>
/// <param name="Sequence">Of the batch that told of it.</param>
/// <param name="By">On the market's clock; positive forward.</param>
sealed record ClockStep(long Sequence, TimeSpan By);
