using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Portal.Web.Tests;

/// <summary>A certificate authority of the test's own and a certificate for localhost, as PEM files.</summary>
static class TestCertificates
{
    public static (string Authority, string Certificate, string Key) Write(string folder, string prefix)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest($"CN={prefix} test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        using var authority = authorityRequest.CreateSelfSigned(from, to);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, from, to.AddDays(-1), RandomNumberGenerator.GetBytes(12));

        string Save(string name, string pem)
        {
            var path = Path.Combine(folder, $"{prefix}-{name}.pem");
            File.WriteAllText(path, pem);
            return path;
        }

        return (
            Save("ca", authority.ExportCertificatePem()),
            Save("cert", certificate.ExportCertificatePem()),
            Save("key", key.ExportPkcs8PrivateKeyPem()));
    }
}
