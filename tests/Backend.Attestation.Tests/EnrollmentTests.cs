using System.Security.Cryptography;
using LocalEnergyMarket.Backend.Attestation.Credentials;
using LocalEnergyMarket.Backend.Attestation.Enrollment;
using LocalEnergyMarket.Backend.Attestation.Keys;
using LocalEnergyMarket.Hardware.Tpm;

namespace LocalEnergyMarket.Backend.Attestation.Tests;

/// <summary>A box is accepted: our MakeCredential, opened by a TPM.</summary>
public sealed class EnrollmentTests(BoxFixture box) : IClassFixture<BoxFixture>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_genuine_tpm_gives_the_secret_back_and_is_accepted()
    {
        var secret = RandomNumberGenerator.GetBytes(EnrollmentVerifier.SecretSize);
        var attested = box.Verifier.Begin(box.Honest, secret);
        var answer = await box.Endorsement.OpenCredentialAsync(attested.Credential.Blob, attested.Credential.EncryptedSecret, Cancellation);
        EnrollmentVerifier.Complete(secret, answer);

        Assert.Equal(box.Signer.PublicKey.ToArray(), attested.PublicKey.ToArray());
        Assert.Equal(BoxFixture.Code, attested.Code);
        Assert.Equal("id:00001014", attested.Model.Manufacturer);
        Assert.Equal("swtpm", attested.Model.Model);
    }

    [Fact]
    public async Task Thirty_credentials_in_a_row_all_open()
    {
        // Seeds, keys and paddings are random: one pass is not enough.
        var key = PublicArea.Parse(box.Endorsement.Public.Area);
        for (var i = 0; i < 30; i++)
        {
            var secret = RandomNumberGenerator.GetBytes(1 + i);
            var credential = Credential.Make(key, box.Signer.Public.Name(), secret);
            Assert.Equal(secret, await box.Endorsement.OpenCredentialAsync(credential.Blob, credential.EncryptedSecret, Cancellation));
        }
    }

    [Fact]
    public async Task A_credential_for_another_key_is_refused_by_the_tpm()
    {
        var other = await TpmSigner.OpenOrCreateAsync(box.Tpm, Cancellation, 0x81000102);
        var credential = Credential.Make(PublicArea.Parse(box.Endorsement.Public.Area), other.Public.Name(), new byte[32]);

        var e = await Assert.ThrowsAsync<TpmException>(
            () => box.Endorsement.OpenCredentialAsync(credential.Blob, credential.EncryptedSecret, Cancellation));
        Assert.Equal(TpmRc.Integrity, e.Rc);
    }

    [Fact]
    public async Task A_tpm_with_a_P256_endorsement_key_is_accepted_too()
    {
        using var authority = new TestAuthority();
        var (handle, key) = await box.Tpm.CreatePrimaryAsync(TpmHandle.Endorsement, EndorsementTemplate(), Cancellation);
        await box.Tpm.FlushContextAsync(handle, Cancellation);
        using var agreement = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = key.Key[1..33], Y = key.Key[33..] },
        });
        var certificate = authority.Certify(new(agreement));
        await WriteCertificateAsync([.. certificate, .. Enumerable.Repeat((byte)0xFF, 200)]);
        var endorsement = await TpmEndorsement.OpenAsync(box.Tpm, TpmKeyType.EccP256, Cancellation);

        Assert.Equal(certificate, endorsement!.Certificate);
        var secret = RandomNumberGenerator.GetBytes(EnrollmentVerifier.SecretSize);
        var attested = new EnrollmentVerifier(new([authority.Root])).Begin(
            box.Honest with { EndorsementCertificate = endorsement.Certificate, EndorsementPublic = endorsement.Public.Area }, secret);
        var answer = await endorsement.OpenCredentialAsync(attested.Credential.Blob, attested.Credential.EncryptedSecret, Cancellation);
        EnrollmentVerifier.Complete(secret, answer);
    }

    [Fact]
    public void The_name_is_the_one_the_tpm_gives() =>
        Assert.Equal(box.Signer.Public.Name(), PublicArea.Parse(box.Honest.SigningPublic).Name());

    [Fact]
    public void A_code_may_be_typed_in_groups_and_small_letters() =>
        Assert.Equal(BoxFixture.Code, box.Verifier.Begin(box.Honest with { Code = "abcde-fghij klmno p2345" }, new byte[32]).Code);

    /// <summary>Template L-2 by hand, so that a slip in the box's own templates shows.</summary>
    static byte[] EndorsementTemplate() =>
    [
        0x00, 0x23, 0x00, 0x0B, 0x00, 0x03, 0x00, 0xB2, 0x00, 0x20,
        .. Convert.FromHexString("837197674484B3F81A90CC8D46A5D724FD52D76E06520B64F2A1DA1B331469AA"),
        0x00, 0x06, 0x00, 0x80, 0x00, 0x43, 0x00, 0x10, 0x00, 0x03, 0x00, 0x10, 0x00, 0x20, .. new byte[32], 0x00, 0x20, .. new byte[32],
    ];

    async Task WriteCertificateAsync(byte[] content)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, content, Cancellation);
            await box.ToolAsync(
                "tpm2_nvdefine", "0x01c0000a", "-C", "p", "-s", content.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), "-a",
                "ppwrite|ppread|ownerread|authread|no_da|platformcreate");
            await box.ToolAsync("tpm2_nvwrite", "0x01c0000a", "-C", "p", "-i", file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
