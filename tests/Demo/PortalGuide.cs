using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalEnergyMarket.MainJob.Parts;

namespace LocalEnergyMarket.Demo;

/// <summary>How a person gets into the portal.</summary>
static class PortalGuide
{
    // Plain lines: a command or a link that a console has broken cannot be copied.
    public static void Print(PortalPart portal, string invitation, MarketSystem system)
    {
        Console.WriteLine();
        Console.WriteLine($"The portal: {portal.Url}");
        Console.WriteLine("  1. Open it in a Chromium (or Google Chrome) of its own: browsers may refuse passkeys where they do not trust the certificate, and this one is the demonstration's.");
        Console.WriteLine($"     chromium --user-data-dir={system.In("browser")} --ignore-certificate-errors-spki-list={KeyOf(portal.CertificateFile)} '{invitation}'");
        Console.WriteLine($"     Or let your browser trust the authority {system.AuthorityFile} and open the invitation there:");
        Console.WriteLine($"     {invitation}");
        Console.WriteLine("  2. Set up a passkey: the invitation is good for one, within 24 hours.");
        Console.WriteLine($"  3. From then on sign in with the passkey at {portal.Url}");
        Console.WriteLine();
    }

    /// <summary>What Chromium calls the key: its SHA-256 in Base64.</summary>
    static string KeyOf(string certificateFile)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(certificateFile);
        return Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }
}
