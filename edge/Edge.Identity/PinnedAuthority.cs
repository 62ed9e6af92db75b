using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Edge.Identity;

/// <summary>The supplier's certificate authority from a file: the only one whose servers the box talks to.</summary>
public sealed class PinnedAuthority
{
    readonly X509Certificate2Collection _roots = [];

    PinnedAuthority(X509Certificate2Collection roots) => _roots = roots;

    /// <exception cref="IdentityException">The file is missing or holds no certificate.</exception>
    public static PinnedAuthority Load(string path)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new IdentityException($"The file of the backend's certificate authority '{path}' cannot be read: {e.Message}", e);
        }

        return roots.Count > 0
            ? new(roots)
            : throw new IdentityException($"The file of the backend's certificate authority '{path}' holds no certificate (PEM).");
    }

    /// <summary>Whether the server's certificate is for the name called and leads to the authority.</summary>
    internal bool Accepts(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 server || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return false;
        }

        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        };
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        if (presented is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        }

        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        return chain.Build(server);
    }
}
