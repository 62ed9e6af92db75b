using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalEnergyMarket.Portal.Web.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace LocalEnergyMarket.Portal.Web.Hosting;

/// <summary>What the portal shows to browsers.</summary>
static class ServerCertificate
{
    /// <exception cref="ConfigurationException">The files hold no certificate with its key.</exception>
    public static HttpsConnectionAdapterOptions Read(ListenOptions listen)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(listen.CertificateFile);
            return new()
            {
                ServerCertificate = X509Certificate2.CreateFromPemFile(listen.CertificateFile, listen.KeyFile),
                ServerCertificateChain = chain,
            };
        }
        catch (CryptographicException e)
        {
            throw new ConfigurationException(
                $"Listen:CertificateFile and Listen:KeyFile: {listen.CertificateFile} and {listen.KeyFile} are not a certificate and its key in PEM: {e.Message}");
        }
    }
}
