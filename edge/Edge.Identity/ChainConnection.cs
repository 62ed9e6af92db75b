using System.Net;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Edge.Identity;

/// <summary>The box's own way to the chain: nodes by URL, over the site's proxy if there is one.</summary>
public sealed class ChainConnection : IDisposable
{
    /// <summary>A page of rows has a few kilobytes; a node that sends more is none.</summary>
    const int LargestAnswer = 1024 * 1024;

    readonly HttpClient _http;

    ChainConnection(HttpClient http, Eos chain) => (_http, Chain) = (http, chain);

    public Eos Chain { get; }

    /// <param name="endpoints">http or https; of the system's certificate authorities. What a node says needs no trust beyond that: the contract decides.</param>
    public static ChainConnection Open(IReadOnlyList<string> endpoints, BoxIdentity identity, BackendAccess access)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(access);
#pragma warning disable CA2000 // The client disposes of its handler.
        var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = access.Proxy is not null,
            Proxy = access.Proxy is { } proxy ? ToWebProxy(proxy) : null,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            MaxConnectionsPerServer = 2,
        })
#pragma warning restore CA2000
        {
            // The client gives each node ten seconds itself.
            Timeout = TimeSpan.FromSeconds(30),
            MaxResponseContentBufferSize = LargestAnswer,
        };
        return new(http, new(new() { HttpEndpoints = endpoints, ChainId = identity.ChainId }, http));
    }

    public void Dispose() => _http.Dispose();

    static WebProxy ToWebProxy(Uri proxy)
    {
        var parts = proxy.UserInfo.Split(':', 2);
        return new(new Uri($"{proxy.Scheme}://{proxy.Authority}"))
        {
            Credentials = parts[0].Length > 0 ? new NetworkCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? "")) : null,
        };
    }
}
