using System.Security.Cryptography;
using LocalEnergyMarket.Backend.Attestation.Enrollment;
using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

namespace LocalEnergyMarket.Backend.Attestation.Tests;

/// <summary>Somebody who has a genuine TPM, and wants a key accepted that is not in it.</summary>
public sealed class AttackTests(BoxFixture box) : IClassFixture<BoxFixture>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_endorsement_key_of_another_tpm_opens_nothing_for_this_key()
    {
        using var scratch = new ScratchFolder();
        await using var hardware = await SoftwareTpm.StartAsync(scratch.In("tpm"), Cancellation);
        using var otherTpm = new Tpm2(Tpm2Device.Open($"127.0.0.1:{hardware.Port}"));
        var other = (await TpmEndorsement.OpenAsync(otherTpm, TpmKeyType.Rsa2048, Cancellation))!;
        await TpmSigner.OpenOrCreateAsync(otherTpm, Cancellation);
        var secret = RandomNumberGenerator.GetBytes(32);

        // Nothing in what is shown is wrong, so only the credential can tell.
        var verifier = new EnrollmentVerifier(Endorsement.PinnedRoots.Load(hardware.AuthorityFolder), allowSoftwareTpms: true);
        var attested = verifier.Begin(box.Honest with { EndorsementCertificate = other.Certificate, EndorsementPublic = other.Public.Area }, secret);

        // The TPM with the signing key has not the endorsement key ...
        await Assert.ThrowsAsync<TpmException>(() => box.Endorsement.OpenCredentialAsync(attested.Credential.Blob, attested.Credential.EncryptedSecret, Cancellation));

        // ... and the TPM with the endorsement key has not the signing key: its own is another, and the public half alone will not do.
        var e = await Assert.ThrowsAsync<TpmException>(() => other.OpenCredentialAsync(attested.Credential.Blob, attested.Credential.EncryptedSecret, Cancellation));
        Assert.Equal(TpmRc.Integrity, e.Rc);
        var half = await otherTpm.LoadExternalAsync(box.Signer.Public.Area, Cancellation);
        e = await Assert.ThrowsAsync<TpmException>(() => other.OpenCredentialAsync(attested.Credential.Blob, attested.Credential.EncryptedSecret, Cancellation, half));
        Assert.Equal(TpmRc.AuthUnavailable, e.Rc);
    }

    [Fact]
    public async Task A_software_key_in_the_area_of_a_tpms_opens_nothing()
    {
        // The attacker has the private key, so the signature over the code is right.
        using var software = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = software.ExportParameters(includePrivateParameters: false).Q;
        byte[] area = [.. box.Signer.Public.Area];
        q.X!.CopyTo(area, area.Length - 66);
        q.Y!.CopyTo(area, area.Length - 32);
        var signature = software.SignHash(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes("lem.enroll.v1" + BoxFixture.Code)));
        var attested = box.Verifier.Begin(box.Honest with { SigningPublic = area, Signature = signature }, new byte[32]);

        var forged = await box.Tpm.LoadExternalAsync(area, Cancellation);
        var e = await Assert.ThrowsAsync<TpmException>(
            () => box.Endorsement.OpenCredentialAsync(attested.Credential.Blob, attested.Credential.EncryptedSecret, Cancellation, forged));
        Assert.Equal(TpmRc.AuthUnavailable, e.Rc);
        await box.Tpm.FlushContextAsync(forged, Cancellation);
        await Assert.ThrowsAsync<TpmException>(() => box.Endorsement.OpenCredentialAsync(attested.Credential.Blob, attested.Credential.EncryptedSecret, Cancellation));
    }

    [Fact]
    public async Task The_secret_of_another_enrolment_is_refused()
    {
        var (first, second) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        box.Verifier.Begin(box.Honest, first);
        var attested = box.Verifier.Begin(box.Honest, second);
        var answer = await box.Endorsement.OpenCredentialAsync(attested.Credential.Blob, attested.Credential.EncryptedSecret, Cancellation);

        Assert.Equal(AttestationError.SecretWrong, Assert.Throws<AttestationException>(() => EnrollmentVerifier.Complete(first, answer)).Error);
        EnrollmentVerifier.Complete(second, answer);
    }

    [Fact]
    public async Task The_two_halves_of_two_credentials_do_not_open()
    {
        var (one, two) = (box.Verifier.Begin(box.Honest, new byte[32]).Credential, box.Verifier.Begin(box.Honest, new byte[32]).Credential);
        await Assert.ThrowsAsync<TpmException>(() => box.Endorsement.OpenCredentialAsync(one.Blob, two.EncryptedSecret, Cancellation));
    }

    [Fact]
    public async Task A_real_key_that_may_leave_its_tpm_is_refused()
    {
        // Made by tpm2-tools, without fixedTPM and fixedParent: its owner could duplicate it.
        using var scratch = new ScratchFolder();
        await box.ToolAsync("tpm2_createprimary", "-Q", "-C", "o", "-c", scratch.In("primary"));
        await box.ToolAsync("tpm2_flushcontext", "-t");
        await box.ToolAsync(
            "tpm2_create", "-Q", "-C", scratch.In("primary"), "-G", "ecc256:ecdsa-sha256:null", "-a", "sensitivedataorigin|userwithauth|sign|noda", "-u", scratch.In("public"));
        await box.ToolAsync("tpm2_flushcontext", "-t");
        var file = await File.ReadAllBytesAsync(scratch.In("public"), Cancellation);
        var area = file.AsMemory(2);

        var e = Assert.Throws<AttestationException>(() => box.Verifier.Begin(box.Honest with { SigningPublic = area }, new byte[32]));
        Assert.Equal(AttestationError.SigningKeyAttributes, e.Error);
    }

    [Fact]
    public async Task A_P384_endorsement_key_with_the_certificate_that_swtpm_made_for_it_is_accepted()
    {
        var endorsement = (await TpmEndorsement.OpenAsync(box.Tpm, TpmKeyType.EccP384, Cancellation))!;
        var secret = RandomNumberGenerator.GetBytes(32);
        var attested = box.Verifier.Begin(
            box.Honest with { EndorsementCertificate = endorsement.Certificate, EndorsementPublic = endorsement.Public.Area }, secret);

        var answer = await endorsement.OpenCredentialAsync(attested.Credential.Blob, attested.Credential.EncryptedSecret, Cancellation);
        EnrollmentVerifier.Complete(secret, answer);
        var other = await TpmSigner.OpenOrCreateAsync(box.Tpm, Cancellation, 0x81000103);
        var wrong = Credentials.Credential.Make(Keys.PublicArea.Parse(endorsement.Public.Area), other.Public.Name(), secret);
        Assert.Equal(TpmRc.Integrity, (await Assert.ThrowsAsync<TpmException>(() => endorsement.OpenCredentialAsync(wrong.Blob, wrong.EncryptedSecret, Cancellation))).Rc);
    }

    [Fact]
    public async Task Our_credential_is_opened_by_tpm2_tools()
    {
        using var scratch = new ScratchFolder();
        string In(string file) => scratch.In(file);
        var secret = RandomNumberGenerator.GetBytes(32);
        var credential = box.Verifier.Begin(box.Honest, secret).Credential;
        byte[] file = [0xBA, 0xDC, 0xC0, 0xDE, 0, 0, 0, 1, .. credential.Blob.ToArray(), .. credential.EncryptedSecret.ToArray()];
        await File.WriteAllBytesAsync(In("credential"), file, Cancellation);
        await box.ToolAsync("tpm2_createek", "-Q", "-c", In("ek"), "-G", "rsa");
        await box.ToolAsync("tpm2_flushcontext", "-t");
        await box.ToolAsync("tpm2_startauthsession", "--policy-session", "-S", In("session"));
        await box.ToolAsync("tpm2_policysecret", "-Q", "-S", In("session"), "-c", "e");
        await box.ToolAsync("tpm2_activatecredential", "-Q", "-c", "0x81000101", "-C", In("ek"), "-i", In("credential"), "-o", In("secret"), "-P", $"session:{In("session")}");
        await box.ToolAsync("tpm2_flushcontext", "-t");
        await box.ToolAsync("tpm2_flushcontext", "-l");

        Assert.Equal(secret, await File.ReadAllBytesAsync(In("secret"), Cancellation));
    }
}
