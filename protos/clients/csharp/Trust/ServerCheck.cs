using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Client.Trust;

/// <summary>Whether a server is one of the supplier's: its certificate is for the name called, in its time, for servers, leads to the authorities, and has the key pinned.</summary>
sealed class ServerCheck(LemOptions options)
{
    static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    readonly HashSet<string> _keys = options.ServerKeys.Select(KeyPin.Plain).ToHashSet(StringComparer.Ordinal);

    /// <exception cref="UntrustedCertificateException">It is not; so that the reason reaches whoever called, it is thrown and not only said.</exception>
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 server)
        {
            throw new UntrustedCertificateException("the server shows no certificate");
        }

        if (Objection(server, presented, errors, (sender as SslStream)?.TargetHostName ?? "") is { } objection)
        {
            throw new UntrustedCertificateException($"the server's certificate '{server.Subject}' is not accepted: {objection}");
        }

        options.CertificateAccepted?.Invoke(server);
        return true;
    }

    string? Objection(X509Certificate2 server, X509Chain? presented, SslPolicyErrors errors, string host) =>
        errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"it is for {Names(server)} and not for {host}"
        : ChainObjection(server, presented) is { } objection ? objection
        : _keys.Count > 0 && !_keys.Contains(KeyPin.Of(server)) ? $"its key, sha256//{KeyPin.Of(server)}, is not one of those pinned"
        : null;

    string? ChainObjection(X509Certificate2 server, X509Chain? presented)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        };
        chain.ChainPolicy.CustomTrustStore.AddRange(options.Authorities.Certificates);
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        if (presented is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        }

        if (chain.Build(server))
        {
            return null;
        }

        var flags = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        return flags switch
        {
            _ when flags.HasFlag(X509ChainStatusFlags.UntrustedRoot) || flags.HasFlag(X509ChainStatusFlags.PartialChain)
                => $"its issuer '{server.Issuer}' is not one of the trusted authorities and does not lead to one",
            _ when flags.HasFlag(X509ChainStatusFlags.NotTimeValid) => string.Create(
                CultureInfo.InvariantCulture, $"it, or one that it leads to, is not valid now: it is from {server.NotBefore.ToUniversalTime():u} to {server.NotAfter.ToUniversalTime():u}"),
            _ when flags.HasFlag(X509ChainStatusFlags.NotValidForUsage) => "it is not for servers (its extended key usage)",
            _ => string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct(StringComparer.Ordinal)),
        };
    }

    static string Names(X509Certificate2 server)
    {
        var names = server.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())));
        return string.Join(", ", names) is { Length: > 0 } text ? text : "no name";
    }
}
