namespace LocalEnergyMarket.Backend.Rpc.Calls.RateLimits;

/// <summary>The clock that limits go by: real time, however fast the market's clock runs.</summary>
public sealed record RpcClock(TimeProvider Time);
