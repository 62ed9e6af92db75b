using Grpc.Core;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Testbed;

/// <summary>A backend that can be called.</summary>
public interface IBackend
{
    /// <summary>Its market's clock.</summary>
    MarketClock Clock { get; }

    /// <summary>A connection of its own.</summary>
    /// <param name="who">A role or a customer's id.</param>
    CallInvoker As(string who);
}
