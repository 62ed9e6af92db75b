using LocalEnergyMarket.Client;
using LocalEnergyMarket.Client.Trust;

namespace LocalEnergyMarket.Edge.Identity;

/// <summary>How backends are reached and which are believed: the supplier's certificate authority and no other, on the way that the box's site allows.</summary>
public sealed record BackendAccess
{
    BackendAccess(TrustedAuthorities authorities, IReadOnlyList<string> keys, Uri? proxy) => (Authorities, Keys, Proxy) = (authorities, keys, proxy);

    internal TrustedAuthorities Authorities { get; }

    internal IReadOnlyList<string> Keys { get; }

    internal Uri? Proxy { get; }

    /// <param name="authorityFile">PEM file with the authority.</param>
    /// <param name="keys">If not empty, the keys that backends may have: SHA-256 in base 64.</param>
    /// <param name="proxy">A proxy as <c>socks5://user@host:port</c> or <c>http://…</c>; none if null.</param>
    /// <param name="proxyPasswordFile">File with the proxy's password; none if null.</param>
    /// <exception cref="IdentityException">A file is missing or holds something else.</exception>
    public static BackendAccess Load(string authorityFile, IReadOnlyList<string>? keys = null, Uri? proxy = null, string? proxyPasswordFile = null)
    {
        try
        {
            return new(TrustedAuthorities.FromPemFiles(authorityFile), keys ?? [], proxy is null || proxyPasswordFile is null ? proxy : WithPassword(proxy, proxyPasswordFile));
        }
        catch (LemOptionsException e)
        {
            throw new IdentityException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IdentityException($"The file of the proxy's password '{proxyPasswordFile}' cannot be read: {e.Message}", e);
        }
    }

    static Uri WithPassword(Uri proxy, string file) =>
        new UriBuilder(proxy) { Password = Uri.EscapeDataString(File.ReadAllText(file).Trim()) }.Uri;
}
