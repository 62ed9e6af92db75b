using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Backend.Attestation.Endorsement;

/// <summary>
/// The TPM makers' certificates that this supplier trusts, from files. The self-signed ones are the roots, the others the authorities
/// between a root and a TPM. Nothing is fetched and the machine's own store is not asked.
/// </summary>
public sealed class PinnedRoots
{
    static readonly string[] Extensions = [".pem", ".crt", ".cer", ".der"];

    public PinnedRoots(IEnumerable<X509Certificate2> certificates)
    {
        foreach (var certificate in certificates)
        {
            var isRoot = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
            (isRoot ? Roots : Intermediates).Add(certificate);
        }
    }

    internal X509Certificate2Collection Roots { get; } = [];

    internal X509Certificate2Collection Intermediates { get; } = [];

    public int Count => Roots.Count + Intermediates.Count;

    /// <summary>Loads *.pem, *.crt, *.cer and *.der; a PEM file may hold many certificates and other things.</summary>
    /// <exception cref="InvalidOperationException">The folder is missing or has no self-signed certificate, so no TPM could ever be trusted.</exception>
    public static PinnedRoots Load(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidOperationException($"The folder of trusted TPM roots '{folder}' does not exist: create it and put the TPM makers' root certificates into it.");
        }

        var files = Directory.EnumerateFiles(folder).Where(f => Extensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase));
        var pinned = new PinnedRoots(files.Order(StringComparer.Ordinal).SelectMany(Read));
        return pinned.Roots.Count > 0
            ? pinned
            : throw new InvalidOperationException($"The folder of trusted TPM roots '{folder}' has no self-signed certificate: put the TPM makers' root certificates (PEM or DER) into it.");
    }

    static X509Certificate2Collection Read(string file)
    {
        var bytes = File.ReadAllBytes(file);
        if (!bytes.AsSpan().StartsWith("-----"u8))
        {
            return bytes.Length > 0 && bytes[0] == 0x30 ? [X509CertificateLoader.LoadCertificate(bytes)] : [];
        }

        var collection = new X509Certificate2Collection();
        collection.ImportFromPem(System.Text.Encoding.ASCII.GetString(bytes));
        return collection;
    }
}
