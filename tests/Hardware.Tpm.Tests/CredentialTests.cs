using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Hardware.Tpm.Tests;

/// <summary>Credentials are made by tpm2-tools and opened by our commands.</summary>
public sealed class CredentialTests(TpmFixture fixture) : IClassFixture<TpmFixture>
{
    static readonly byte[] Secret = SHA256.HashData("secret"u8);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_endorsement_key_is_the_one_in_its_certificate()
    {
        var endorsement = await EndorsementAsync();

        using var certificate = X509CertificateLoader.LoadCertificate(endorsement.Certificate);
        using var rsa = certificate.GetRSAPublicKey();
        Assert.Equal(rsa!.ExportParameters(includePrivateParameters: false).Modulus, endorsement.Public.Key);
        Assert.Equal(certificate.RawData, endorsement.Certificate);
    }

    [Fact]
    public async Task A_tpm_without_the_certificate_has_no_such_endorsement_key() =>
        Assert.Null(await TpmEndorsement.OpenAsync(fixture.Tpm, TpmKeyType.EccP256, Cancellation));

    [Fact]
    public async Task A_credential_for_the_signing_key_gives_its_secret()
    {
        var endorsement = await EndorsementAsync();
        var (blob, encrypted) = await CredentialAsync(endorsement, fixture.Signer.Public.Name());

        Assert.Equal(Secret, await endorsement.OpenCredentialAsync(blob, encrypted, Cancellation));
        Assert.Empty(await fixture.Tpm.GetHandlesAsync(0x80000000, Cancellation));
    }

    [Fact]
    public async Task A_credential_for_another_name_is_refused()
    {
        var endorsement = await EndorsementAsync();
        var (blob, encrypted) = await CredentialAsync(endorsement, [0x00, 0x0B, .. new byte[32]]);

        var e = await Assert.ThrowsAsync<TpmException>(() => endorsement.OpenCredentialAsync(blob, encrypted, Cancellation));
        Assert.Equal(TpmRc.Integrity, e.Rc);
    }

    [Fact]
    public async Task A_damaged_credential_is_refused()
    {
        var endorsement = await EndorsementAsync();
        var (blob, encrypted) = await CredentialAsync(endorsement, fixture.Signer.Public.Name());
        blob[^1] ^= 1;

        var e = await Assert.ThrowsAsync<TpmException>(() => endorsement.OpenCredentialAsync(blob, encrypted, Cancellation));
        Assert.Equal(TpmRc.Integrity, e.Rc);
    }

    [Fact]
    public async Task A_forged_public_area_opens_no_credential()
    {
        var endorsement = await EndorsementAsync();
        using var software = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = software.ExportParameters(includePrivateParameters: false).Q;
        byte[] area = [.. fixture.Signer.Public.Area];
        q.X!.CopyTo(area, area.Length - 66);
        q.Y!.CopyTo(area, area.Length - 32);
        var (blob, encrypted) = await CredentialAsync(endorsement, TpmPublic.Parse(area).Name());
        var forged = await fixture.Tpm.LoadExternalAsync(area, Cancellation);
        try
        {
            var e = await Assert.ThrowsAsync<TpmException>(() => endorsement.OpenCredentialAsync(blob, encrypted, Cancellation, forged));
            Assert.Equal(TpmRc.AuthUnavailable, e.Rc);
        }
        finally
        {
            await fixture.Tpm.FlushContextAsync(forged, Cancellation);
        }
    }

    async Task<TpmEndorsement> EndorsementAsync() =>
        await TpmEndorsement.OpenAsync(fixture.Tpm, TpmKeyType.Rsa2048, Cancellation)
        ?? throw new InvalidOperationException("The software TPM has no RSA endorsement certificate.");

    async Task<(byte[] Blob, byte[] Encrypted)> CredentialAsync(TpmEndorsement endorsement, byte[] name)
    {
        string In(string file) => Path.Combine(fixture.Folder, file);
        using var certificate = X509CertificateLoader.LoadCertificate(endorsement.Certificate);
        await File.WriteAllTextAsync(In("ek.pem"), certificate.PublicKey.GetRSAPublicKey()!.ExportSubjectPublicKeyInfoPem(), Cancellation);
        await File.WriteAllBytesAsync(In("secret"), Secret, Cancellation);
        await LocalEnergyMarket.Testbed.Processes.CommandLine.RunAsync(
            ["tpm2_makecredential", "--tcti", "none", "-G", "rsa", "-u", In("ek.pem"), "-s", In("secret"), "-n", Convert.ToHexString(name), "-o", In("credential")],
            Cancellation);

        // tpm2-tools' file: magic and version (8 bytes), TPM2B_ID_OBJECT, TPM2B_ENCRYPTED_SECRET.
        var file = (await File.ReadAllBytesAsync(In("credential"), Cancellation))[8..];
        var split = 2 + (file[0] << 8) + file[1];
        return (file[..split], file[split..]);
    }
}
