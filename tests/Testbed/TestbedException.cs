namespace LocalEnergyMarket.Testbed;

/// <summary>A part of the testbed did not come up, or not in time; the message says which and shows the end of its log.</summary>
public sealed class TestbedException(string message) : Exception(message);
