using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Client.Trust;

/// <summary>The certificate authorities whose servers are believed, and no others.</summary>
public sealed class TrustedAuthorities
{
    TrustedAuthorities(X509Certificate2Collection certificates) => Certificates = certificates;

    internal X509Certificate2Collection Certificates { get; }

    /// <summary>From files in PEM, each with one certificate or more; for a server with a public certificate, the system's bundle.</summary>
    /// <exception cref="LemOptionsException">A file cannot be read or holds no certificate; the message says which.</exception>
    public static TrustedAuthorities FromPemFiles(params IEnumerable<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var certificates = new X509Certificate2Collection();
        foreach (var file in files)
        {
            var before = certificates.Count;
            try
            {
                certificates.ImportFromPemFile(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new LemOptionsException($"The file of trusted authorities '{file}' cannot be read: {e.Message}", e);
            }
            catch (CryptographicException e)
            {
                throw new LemOptionsException($"The file of trusted authorities '{file}' holds something else than certificates in PEM: {e.Message}", e);
            }

            if (certificates.Count == before)
            {
                throw new LemOptionsException($"The file of trusted authorities '{file}' holds no certificate in PEM.");
            }
        }

        return Of(certificates);
    }

    /// <exception cref="LemOptionsException">There is none.</exception>
    public static TrustedAuthorities Of(params IEnumerable<X509Certificate2> certificates)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        var collection = new X509Certificate2Collection(certificates.ToArray());
        return collection.Count > 0 ? new(collection) : throw new LemOptionsException("Give at least one trusted authority.");
    }
}
