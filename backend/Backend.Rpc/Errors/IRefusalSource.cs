namespace LocalEnergyMarket.Backend.Rpc.Errors;

/// <summary>Knows what a component's own exceptions mean to a caller.</summary>
public interface IRefusalSource
{
    /// <summary>What the caller is told; null if this source does not know the exception.</summary>
    /// <param name="exception">What a service threw.</param>
    /// <param name="method">The method called, "/lem.v1.MarketService/PlaceBid", for the log.</param>
    RefusalException? Explain(Exception exception, string method);
}
