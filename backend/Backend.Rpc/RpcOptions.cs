using LocalEnergyMarket.Backend.Rpc.Json;

namespace LocalEnergyMarket.Backend.Rpc;

/// <summary>How calls are served: the same for every service.</summary>
public sealed class RpcOptions
{
    /// <summary>The largest message that is taken, bytes.</summary>
    public int LargestMessage { get; set; } = 4 << 20;

    /// <summary>Origins whose pages may call from a browser: <c>https://tools.example.org</c>; none by default.</summary>
    [BrowserOrigins]
    public IList<string> BrowserOrigins { get; } = [];

    /// <summary>Whether the server tells what it offers: reflection, and <c>/openapi/</c>.</summary>
    public bool Describe { get; set; } = true;
}
