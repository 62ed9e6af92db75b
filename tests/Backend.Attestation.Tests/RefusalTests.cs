using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalEnergyMarket.Backend.Attestation.Endorsement;
using LocalEnergyMarket.Backend.Attestation.Enrollment;

namespace LocalEnergyMarket.Backend.Attestation.Tests;

/// <summary>One thing is wrong at a time.</summary>
public sealed class RefusalTests(BoxFixture box) : IClassFixture<BoxFixture>
{
    const int AttributesOffset = 4;

    [Theory]
    [InlineData("")]
    [InlineData("ABCDEFGHIJKLMNOP234")]
    [InlineData("ABCDEFGHIJKLMNOP2340")]
    [InlineData("ABCDEFGHIJKLMNOP234Ä")]
    public void A_code_of_the_wrong_form(string code) =>
        Refused(AttestationError.CodeUnreadable, box.Honest with { Code = code });

    [Fact]
    public void A_signature_over_another_code() =>
        Refused(AttestationError.SignatureInvalid, box.Honest with { Code = "ZZZZZZZZZZZZZZZZZZZZ" });

    [Fact]
    public void A_signature_with_one_bit_changed() =>
        Refused(AttestationError.SignatureInvalid, box.Honest with { Signature = Changed(box.Honest.Signature, 40, 1) });

    [Fact]
    public void A_signature_of_another_length() =>
        Refused(AttestationError.SignatureInvalid, box.Honest with { Signature = box.Honest.Signature[..63] });

    [Fact]
    public void A_certificate_that_is_none() =>
        Refused(AttestationError.EndorsementCertificateUnreadable, box.Honest with { EndorsementCertificate = new byte[] { 0x30, 0x03, 1, 2, 3 } });

    [Fact]
    public void No_certificate() =>
        Refused(AttestationError.EndorsementCertificateUnreadable, box.Honest with { EndorsementCertificate = ReadOnlyMemory<byte>.Empty });

    [Fact]
    public void Public_areas_cut_at_any_byte()
    {
        for (var length = 0; length < box.Honest.SigningPublic.Length; length++)
        {
            Refused(AttestationError.SigningPublicUnreadable, box.Honest with { SigningPublic = box.Honest.SigningPublic[..length] });
        }

        for (var length = 0; length < box.Honest.EndorsementPublic.Length; length += 7)
        {
            Refused(AttestationError.EndorsementPublicUnreadable, box.Honest with { EndorsementPublic = box.Honest.EndorsementPublic[..length] });
        }
    }

    [Fact]
    public void A_public_area_with_something_behind_it() =>
        Refused(AttestationError.SigningPublicUnreadable, box.Honest with { SigningPublic = (byte[])[.. box.Honest.SigningPublic.Span, 0] });

    [Fact]
    public void A_signing_key_that_is_not_on_the_curve() =>
        Refused(AttestationError.SigningPublicUnreadable, box.Honest with { SigningPublic = Changed(box.Honest.SigningPublic, box.Honest.SigningPublic.Length - 1, 1) });

    [Theory]
    [InlineData(1, "fixedTPM missing")]
    [InlineData(4, "fixedParent missing")]
    [InlineData(5, "sensitiveDataOrigin missing")]
    [InlineData(18, "sign missing")]
    [InlineData(11, "encryptedDuplication set")]
    [InlineData(16, "restricted set")]
    [InlineData(17, "decrypt set")]
    public void A_signing_key_that_might_leave_the_tpm_or_do_more_than_sign(int bit, string what)
    {
        Assert.NotEmpty(what);
        Refused(AttestationError.SigningKeyAttributes, box.Honest with { SigningPublic = FlipAttribute(box.Honest.SigningPublic, bit) });
    }

    [Fact]
    public void The_endorsement_key_shown_as_the_signing_key() =>
        Refused(AttestationError.SigningKeyKind, box.Honest with { SigningPublic = box.Honest.EndorsementPublic });

    [Fact]
    public void The_signing_key_shown_as_the_endorsement_key() =>
        Refused(AttestationError.EndorsementKeyKind, box.Honest with { EndorsementPublic = box.Honest.SigningPublic });

    [Fact]
    public void An_endorsement_key_with_another_policy() =>
        Refused(AttestationError.EndorsementKeyKind, box.Honest with { EndorsementPublic = Changed(box.Honest.EndorsementPublic, 12, 1) });

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(16)]
    [InlineData(18)]
    public void An_endorsement_key_with_other_attributes(int bit) =>
        Refused(AttestationError.EndorsementKeyAttributes, box.Honest with { EndorsementPublic = FlipAttribute(box.Honest.EndorsementPublic, bit) });

    [Fact]
    public void An_endorsement_key_that_the_certificate_does_not_certify() =>
        Refused(
            AttestationError.EndorsementCertificateKeyDiffers,
            box.Honest with { EndorsementPublic = Changed(box.Honest.EndorsementPublic, box.Honest.EndorsementPublic.Length - 9, 1) });

    [Fact]
    public void A_certificate_without_the_usage()
    {
        using var authority = new TestAuthority();
        Refused(AttestationError.EndorsementCertificateUsage, WithCertificate(authority.Certify(EndorsementKey(), usage: null)), authority);
        Refused(AttestationError.EndorsementCertificateUsage, WithCertificate(authority.Certify(EndorsementKey(), usage: "1.3.6.1.5.5.7.3.2")), authority);
    }

    [Fact]
    public void An_authoritys_certificate()
    {
        using var authority = new TestAuthority();
        Refused(AttestationError.EndorsementCertificateIsAuthority, WithCertificate(authority.Certify(EndorsementKey(), authority: true)), authority);
    }

    [Fact]
    public void A_certificate_by_a_root_that_is_not_pinned()
    {
        using var authority = new TestAuthority();
        Refused(AttestationError.EndorsementCertificateUntrusted, WithCertificate(authority.Certify(EndorsementKey())));
    }

    [Fact]
    public void A_certificate_by_another_root_of_the_same_name()
    {
        using var real = new TestAuthority();
        using var impostor = new TestAuthority();
        Refused(AttestationError.EndorsementCertificateUntrusted, WithCertificate(impostor.Certify(EndorsementKey())), real);
    }

    [Fact]
    public void An_expired_certificate_is_accepted_because_the_tpm_does_not_expire()
    {
        using var authority = new TestAuthority();
        var verifier = new EnrollmentVerifier(new([authority.Root]));
        Assert.NotNull(verifier.Begin(WithCertificate(authority.Certify(EndorsementKey(), expired: true)), new byte[32]));
    }

    [Fact]
    public void A_wrong_secret()
    {
        var e = Assert.Throws<AttestationException>(() => EnrollmentVerifier.Complete(new byte[32], [.. new byte[31], 1]));
        Assert.Equal(AttestationError.SecretWrong, e.Error);
        Assert.True(e.Denied);
        Assert.Throws<AttestationException>(() => EnrollmentVerifier.Complete(new byte[32], []));
    }

    [Fact]
    public void A_folder_without_roots_is_refused_at_the_start()
    {
        using var scratch = new Testbed.Processes.ScratchFolder();
        Assert.Contains("no self-signed", Assert.Throws<InvalidOperationException>(() => PinnedRoots.Load(scratch.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<InvalidOperationException>(() => PinnedRoots.Load(scratch.In("none"))).Message, StringComparison.Ordinal);
    }

    EnrollmentRequest WithCertificate(byte[] certificate) => box.Honest with { EndorsementCertificate = certificate };

    PublicKey EndorsementKey()
    {
        using var rsa = RSA.Create(new RSAParameters { Modulus = box.Endorsement.Public.Key, Exponent = [1, 0, 1] });
        return new(rsa);
    }

    void Refused(AttestationError error, EnrollmentRequest request, TestAuthority? authority = null)
    {
        var verifier = authority is null ? box.Verifier : new EnrollmentVerifier(new([authority.Root]));
        var e = Assert.Throws<AttestationException>(() => verifier.Begin(request, new byte[32]));
        Assert.Equal(error, e.Error);
    }

    static byte[] FlipAttribute(ReadOnlyMemory<byte> area, int bit) => Changed(area, AttributesOffset + 3 - (bit / 8), (byte)(1 << (bit % 8)));

    static byte[] Changed(ReadOnlyMemory<byte> bytes, int offset, byte mask)
    {
        var changed = bytes.ToArray();
        changed[offset] ^= mask;
        return changed;
    }
}
