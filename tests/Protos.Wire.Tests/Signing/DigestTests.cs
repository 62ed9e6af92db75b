using System.Security.Cryptography;
using System.Text;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Protos.Wire.Tests.Signing;

public sealed class DigestTests
{
    const string BoxId = "7f1c0c7e-6d6a-4a57-9a3e-1f1d1c1b1a19";

    static readonly byte[] Nonce = [.. Enumerable.Repeat((byte)0x11, 32)];
    static readonly byte[] EndPoint = [.. Enumerable.Repeat((byte)0x22, 32)];

    [Fact]
    public void A_batch_is_signed_with_its_domain_before_it() =>
        Assert.Equal(SHA256.HashData("lem.batch.v1abc"u8), SignedBatchContent.Digest("abc"u8));

    [Fact]
    public void A_hello_is_signed_over_box_nonce_and_server() =>
        Assert.Equal(SHA256.HashData([.. "lem.hello.v1"u8, .. Encoding.ASCII.GetBytes(BoxId), .. Nonce, .. EndPoint]), SignedHello.Digest(BoxId, Nonce, EndPoint));

    [Fact]
    public void An_enrolment_is_signed_over_the_normalised_code() =>
        Assert.Equal(SHA256.HashData("lem.enroll.v1ABCDE234567ABCDE2345"u8), SignedEnrollment.Digest(EnrollmentCode.Parse("abcd-e234 567A-BCDE-2345")));

    [Fact]
    public void A_timeslot_s_report_commits_to_number_hash_and_signature_of_a_batch()
    {
        byte[] signature = [.. Nonce, .. EndPoint];
        Assert.Equal(
            SHA256.HashData([.. "lem.batches.v1"u8, 0, 0, 0, 0, 0, 0, 1, 2, .. Nonce, .. signature]), BatchChainCommitment.Of(258, Nonce, signature));
        Assert.Throws<ArgumentOutOfRangeException>("sequence", () => BatchChainCommitment.Of(0, Nonce, signature));
        Assert.Throws<ArgumentException>("hash", () => BatchChainCommitment.Of(1, signature, signature));
        Assert.Throws<ArgumentException>("signature", () => BatchChainCommitment.Of(1, Nonce, Nonce));
    }

    [Fact]
    public void A_hello_of_the_wrong_lengths_is_refused()
    {
        Assert.Throws<ArgumentException>("nonce", () => SignedHello.Digest(BoxId, Nonce.AsSpan(1), EndPoint));
        Assert.Throws<ArgumentException>("endPoint", () => SignedHello.Digest(BoxId, Nonce, []));
        Assert.Throws<ArgumentException>("boxId", () => SignedHello.Digest("Kästchen", Nonce, EndPoint));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("ABCDE234567ABCDE234")]
    [InlineData("ABCDE234567ABCDE23455")]
    [InlineData("ABCDE234567ABCDE2341")]
    [InlineData("ÄBCDE234567ABCDE2345")]
    public void What_is_no_enrolment_code_is_refused(string? text) => Assert.False(EnrollmentCode.TryParse(text, out _));

    [Fact]
    public void An_enrolment_code_does_not_tell_itself() =>
        Assert.DoesNotContain("ABCDE", EnrollmentCode.Parse("ABCDE234567ABCDE2345").ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_fresh_code_is_one_and_no_two_are_the_same()
    {
        var codes = Enumerable.Range(0, 100).Select(_ => EnrollmentCode.Create().Value).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(100, codes.Count);
        Assert.All(codes, code => Assert.True(EnrollmentCode.TryParse(code, out _)));
    }
}
