using LocalEnergyMarket.Backend.Rpc;

namespace LocalEnergyMarket.Benchmarks.Rpc;

/// <summary>The server's options as they are by default, but for what would end a measurement.</summary>
static class BenchLimits
{
    public static RpcOptions Options() => new() { RateLimits = { Address = new() { CallsPerSecond = 1e9, Burst = 1e9, OpenCalls = 1_000_000 } } };
}
