using System.Net;

namespace LocalEnergyMarket.Client.Connecting;

/// <summary>A SOCKS5 (RFC 1928, 1929) or HTTP proxy (CONNECT, RFC 9110 section 9.3.6). Names are resolved by it, not here.</summary>
static class ProxyAddress
{
    public static string? Mistake(Uri? proxy) =>
        proxy is null || (proxy is { IsAbsoluteUri: true, Scheme: "socks5" or "http", PathAndQuery: "/" or "", Host.Length: > 0 } && proxy.Port > 0)
            ? null
            : "Proxy: write socks5://user:password@host:port or http://user:password@host:port; user and password where the proxy asks for them.";

    public static IWebProxy ToWebProxy(Uri proxy)
    {
        var parts = proxy.UserInfo.Split(':', 2);
        return new WebProxy(new Uri($"{proxy.Scheme}://{proxy.Authority}"))
        {
            Credentials = parts[0].Length > 0 ? new NetworkCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? "")) : null,
        };
    }
}
