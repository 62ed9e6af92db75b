namespace LocalEnergyMarket.Contracts.WebAssembly;

/// <summary>The code used up the steps it was given: the same code with the same input always does so at the same place.</summary>
public sealed class StepLimitException(long limit) : Exception($"The code did not finish within {limit} steps.")
{
    public long Limit { get; } = limit;
}
