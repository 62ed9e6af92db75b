using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Server.Hosting;

/// <summary>The certificate that boxes and portal see, with its key and its issuers.</summary>
public sealed class ServerCertificate
{
    ServerCertificate(X509Certificate2 certificate, X509Certificate2Collection issuers)
    {
        (Certificate, Issuers) = (certificate, issuers);
        EndPoint = SignedHello.EndPoint(certificate);
    }

    public X509Certificate2 Certificate { get; }

    public X509Certificate2Collection Issuers { get; }

    /// <summary>tls-server-end-point (RFC 5929), 32 bytes.</summary>
    public ReadOnlyMemory<byte> EndPoint { get; }

    /// <exception cref="InvalidDataException">A file is missing or does not fit; the message says which.</exception>
    public static ServerCertificate Load(ListenOptions options)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(options.CertificateFile);
            var issuers = new X509Certificate2Collection(chain.Skip(1).ToArray());
            return new(X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile), issuers);
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"Listen:CertificateFile '{options.CertificateFile}' and Listen:KeyFile '{options.KeyFile}' cannot be used: {e.Message}", e);
        }
    }
}
