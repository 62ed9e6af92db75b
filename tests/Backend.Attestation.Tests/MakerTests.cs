using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalEnergyMarket.Backend.Attestation.Endorsement;
using LocalEnergyMarket.Backend.Attestation.Enrollment;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Attestation.Tests;

/// <summary>Chains of the shapes that makers of TPMs have, for the endorsement key of a real (software) TPM.</summary>
public sealed class MakerTests(BoxFixture box) : IClassFixture<BoxFixture>
{
    /// <summary>A root outside the maker's house: EK, intermediate, "EK root" that is not self-signed, and a public authority's TPM root.</summary>
    [Fact]
    public void A_makers_root_that_another_authority_has_signed_needs_that_authoritys_root()
    {
        using var global = new Authority("CN=Trusted Platform Module Root CA, O=Authority", RSA.Create(2048));
        using var root = new Authority("CN=TPM EK Root CA, O=Maker", RSA.Create(2048), global);
        using var intermediate = new Authority("CN=TPM EK Intermediate CA 02, O=Maker", RSA.Create(2048), root);
        var request = Certified(intermediate, "id:53544D20");

        Assert.Equal("id:53544D20", Verify(request, global, root, intermediate).Model.Manufacturer);
        using var unrelated = new Authority("CN=Another maker's root", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var e = Assert.Throws<AttestationException>(() => Verify(request, root, intermediate, unrelated));
        Assert.Equal(AttestationError.EndorsementCertificateUntrusted, e.Error);
        Assert.Contains("no self-signed certificate", Assert.Throws<InvalidOperationException>(() => Load([root.Certificate, intermediate.Certificate])).Message, StringComparison.Ordinal);
    }

    /// <summary>Two roots (RSA and ECC) and dozens of intermediates in one folder.</summary>
    [Fact]
    public void The_right_one_of_many_intermediates_is_found()
    {
        using var rsaRoot = new Authority("CN=OPTIGA RSA Root CA, O=Maker AG, C=DE", RSA.Create(3072));
        using var eccRoot = new Authority("CN=OPTIGA ECC Root CA, O=Maker AG, C=DE", ECDsa.Create(ECCurve.NamedCurves.nistP384));
        var intermediates = Enumerable.Range(1, 24)
            .Select(n => new Authority($"CN=OPTIGA Manufacturing CA {n:000}, O=Maker AG, C=DE", ECDsa.Create(ECCurve.NamedCurves.nistP256), n % 2 == 0 ? rsaRoot : eccRoot)).ToList();
        try
        {
            Authority[] all = [rsaRoot, eccRoot, .. intermediates];
            foreach (var issuer in (int[])[0, 11, 23])
            {
                Assert.Equal("id:49465800", Verify(Certified(intermediates[issuer], "id:49465800"), all).Model.Manufacturer);
            }

            using var foreign = new Authority("CN=OPTIGA Manufacturing CA 001, O=Maker AG, C=DE", ECDsa.Create(ECCurve.NamedCurves.nistP256));
            Assert.Equal(
                AttestationError.EndorsementCertificateUntrusted,
                Assert.Throws<AttestationException>(() => Verify(Certified(foreign, "id:49465800"), all)).Error);
        }
        finally
        {
            intermediates.ForEach(authority => authority.Dispose());
        }
    }

    /// <summary>The endorsement key directly under a P-256 root whose name is one set of several attributes, which strict parsers reject.</summary>
    [Fact]
    public void A_root_with_a_name_of_one_set_of_attributes_is_accepted()
    {
        using var root = new Authority(OneSet(("2.5.4.3", "TPM Root CA 1110"), ("2.5.4.10", "Maker Technology"), ("2.5.4.6", "TW")), ECDsa.Create(ECCurve.NamedCurves.nistP256), null);

        var attested = Verify(Certified(root, "id:4E544300", padding: 400), root);
        Assert.Equal(("id:4E544300", "Model X", "id:00070002"), (attested.Model.Manufacturer, attested.Model.Model, attested.Model.Version));
    }

    [Fact]
    public void An_intermediate_that_is_no_authority_certifies_nobody()
    {
        using var root = new Authority("CN=Root", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        using var tpm = new Authority("CN=A TPM that signs others", ECDsa.Create(ECCurve.NamedCurves.nistP256), root, authority: false);

        Assert.Equal(
            AttestationError.EndorsementCertificateUntrusted,
            Assert.Throws<AttestationException>(() => Verify(Certified(tpm, "id:49465800"), root, tpm)).Error);
    }

    [Fact]
    public void A_software_tpm_is_refused_unless_it_is_allowed()
    {
        var e = Assert.Throws<AttestationException>(() => new EnrollmentVerifier(box.Roots).Begin(box.Honest, new byte[32]));
        Assert.Equal((AttestationError.SoftwareTpm, true), (e.Error, e.Denied));
        Assert.Contains("Enrollment:AllowSoftwareTpms", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id:00001014")]
    [InlineData("id:4d534654")]
    [InlineData("id:564D5700")]
    [InlineData("id:474F4F47")]
    public void So_is_a_virtual_machines_whoever_certified_it(string manufacturer)
    {
        using var root = new Authority("CN=Cloud", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        Assert.Equal(AttestationError.SoftwareTpm, Assert.Throws<AttestationException>(() => Verify(Certified(root, manufacturer), root)).Error);
    }

    static AttestedBox Verify(EnrollmentRequest request, params Authority[] trusted) => new EnrollmentVerifier(Load([.. trusted.Select(a => a.Certificate)])).Begin(request, new byte[32]);

    /// <summary>By way of a folder, half of them PEM and half DER.</summary>
    static PinnedRoots Load(IReadOnlyList<X509Certificate2> certificates)
    {
        using var scratch = new ScratchFolder();
        foreach (var (index, certificate) in certificates.Index())
        {
            if (index % 2 == 0)
            {
                File.WriteAllText(scratch.In($"{index}.pem"), certificate.ExportCertificatePem());
            }
            else
            {
                File.WriteAllBytes(scratch.In($"{index}.cer"), certificate.RawData);
            }
        }

        return PinnedRoots.Load(scratch.Path);
    }

    EnrollmentRequest Certified(Authority issuer, string manufacturer, int padding = 0)
    {
        using var rsa = RSA.Create(new RSAParameters { Modulus = box.Endorsement.Public.Key, Exponent = [1, 0, 1] });
        return box.Honest with { EndorsementCertificate = (byte[])[.. issuer.CertifyTpm(new(rsa), manufacturer), .. Enumerable.Repeat((byte)0xFF, padding)] };
    }

    static X500DistinguishedName OneSet(params (string Oid, string Value)[] attributes)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSetOf())
        {
            foreach (var (oid, value) in attributes)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(oid);
                    writer.WriteCharacterString(UniversalTagNumber.PrintableString, value);
                }
            }
        }

        return new(writer.Encode());
    }
}
