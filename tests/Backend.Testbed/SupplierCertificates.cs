using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Backend.Testbed;

/// <summary>A supplier's certificate authority, and a server certificate by it for 127.0.0.1, as PEM files.</summary>
public sealed class SupplierCertificates : IDisposable
{
    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly ECDsa _serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SupplierCertificates(string folder)
    {
        var authority = new CertificateRequest("CN=Test supplier", _key, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        Authority = authority.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        Server = SignServer();
        (CertificateFile, KeyFile, RootsFolder) = (Path.Combine(folder, "server.pem"), Path.Combine(folder, "server.key"), Path.Combine(folder, "roots"));
        File.WriteAllText(CertificateFile, Server.ExportCertificatePem() + "\n" + Authority.ExportCertificatePem());
        File.WriteAllText(KeyFile, _serverKey.ExportPkcs8PrivateKeyPem());
        Directory.CreateDirectory(RootsFolder);
        File.WriteAllText(Path.Combine(RootsFolder, "maker.pem"), Authority.ExportCertificatePem());
    }

    /// <summary>The server's certificate is for this address too, for boxes that are not on this machine's loopback.</summary>
    public static IPAddress OtherAddress { get; } = IPAddress.Parse("10.213.1.1");

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Server { get; }

    public string CertificateFile { get; }

    public string KeyFile { get; }

    /// <summary>A self-signed certificate is in it; no TPM here leads to it.</summary>
    public string RootsFolder { get; }

    /// <summary>Trusts the authority and nobody else, as a box does.</summary>
    public SocketsHttpHandler NewHandler() => new()
    {
        UseProxy = false,
        EnableMultipleHttp2Connections = true,
        SslOptions =
        {
            CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { Authority }, RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    };

    public void Dispose()
    {
        Server.Dispose();
        Authority.Dispose();
        _serverKey.Dispose();
        _key.Dispose();
    }

    X509Certificate2 SignServer()
    {
        var request = new CertificateRequest("CN=127.0.0.1", _serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(OtherAddress);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        return request.Create(
            Authority.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1),
            RandomNumberGenerator.GetBytes(16));
    }
}
