using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.MainJob.Parts;

/// <summary>The supplier's private certificate authority, which boxes and portal pin, and the certificates it issues for loopback.</summary>
sealed class PrivateAuthority
{
    readonly X509Certificate2 _root;
    readonly string _folder;

    PrivateAuthority(X509Certificate2 root, string folder) => (_root, _folder) = (root, folder);

    /// <summary>The root certificate, PEM.</summary>
    public string RootFile => Path.Combine(_folder, "ca.pem");

    public static PrivateAuthority Create(string folder)
    {
        Directory.CreateDirectory(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Local Energy Market demonstration CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var authority = new PrivateAuthority(request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(30)), folder);
        File.WriteAllText(authority.RootFile, authority._root.ExportCertificatePem());
        return authority;
    }

    /// <summary>A server certificate for localhost and 127.0.0.1.</summary>
    public (string CertificateFile, string KeyFile) Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.Create(_root, DateTimeOffset.UtcNow.AddHours(-1), new DateTimeOffset(_root.NotAfter).AddDays(-1), RandomNumberGenerator.GetBytes(8));
        var (certificateFile, keyFile) = (Path.Combine(_folder, name + ".pem"), Path.Combine(_folder, name + ".key"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem() + "\n" + _root.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return (certificateFile, keyFile);
    }
}
