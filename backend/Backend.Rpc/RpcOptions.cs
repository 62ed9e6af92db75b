namespace LocalEnergyMarket.Backend.Rpc;

/// <summary>How calls are served: the same for every service.</summary>
public sealed class RpcOptions
{
    /// <summary>The largest message that is taken, bytes.</summary>
    public int LargestMessage { get; set; } = 4 << 20;
}
