using System.Security.Cryptography;
using System.Text;

namespace LocalEnergyMarket.Contracts.Eosio.Tests;

public sealed class SignatureTests
{
    [Fact]
    public void Every_signature_vector_recovers_its_key()
    {
        Assert.All(Vectors.Signatures, vector =>
        {
            var signature = Signature.Parse(vector.Text("signature"));
            var digest = vector.Bytes("digest");
            Assert.Equal(vector.Text("signature"), signature.ToString());
            Assert.Equal(vector.Text("packed"), Convert.ToHexStringLower(new PackedWriter().Signature(signature).Written));
            Assert.Equal(signature, new PackedReader(vector.Bytes("packed")).Signature());
            Assert.Equal(vector!["recoveryId"]!.GetValue<int>(), signature.RecoveryId);
            Assert.Equal(vector["lowS"]!.GetValue<bool>(), signature.IsLowS);
            Assert.Equal(vector["k1CanonicalForm"]!.GetValue<bool>(), signature.IsCanonical);
            var key = PublicKey.Parse(vector.Text("publicKey"));
            Assert.Equal(key, signature.Recover(digest));
            Assert.True(key.Verify(digest, signature));
            digest[3] ^= 4;
            Assert.NotEqual(key, signature.Recover(digest));
            Assert.False(key.Verify(digest, signature));
        });
    }

    [Theory]
    [InlineData(KeyType.K1)]
    [InlineData(KeyType.R1)]
    public void Own_signatures_have_the_form_nodeos_accepts(KeyType type)
    {
        using var key = PrivateKey.Generate(type);
        for (var i = 0; i < 32; i++)
        {
            var digest = SHA256.HashData(BitConverter.GetBytes(i));
            var signature = key.Sign(digest);
            Assert.True(signature.IsLowS);
            Assert.True(type == KeyType.R1 || signature.IsCanonical);
            Assert.Equal(key.PublicKey, signature.Recover(digest));
            Assert.Equal(signature, Signature.Parse(signature.ToString()));
        }
    }

    [Fact]
    public void High_s_of_a_tpm_becomes_low_and_gets_its_recovery_id()
    {
        var vector = Vectors.Signatures.Single(v => v.Text("how").Contains("HIGH S", StringComparison.Ordinal));
        var signer = PublicKey.Parse(vector.Text("publicKey"));
        var signature = Signature.FromRs([.. vector.Bytes("r"), .. vector.Bytes("s")], vector.Bytes("digest"), signer);
        Assert.True(signature.IsLowS);
        Assert.Equal(signer, signature.Recover(vector.Bytes("digest")));
    }

    [Fact]
    public void A_signature_of_another_key_is_refused()
    {
        using var signer = PrivateKey.Generate(KeyType.R1);
        using var other = PrivateKey.Generate(KeyType.R1);
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes("a reading"));
        var signature = signer.Sign(digest);
        Assert.Throws<EosioFormatException>(() => Signature.FromRs(signature.Compact[1..], digest, other.PublicKey));
        Assert.False(other.PublicKey.Verify(digest, signature));
    }

    [Theory]
    [InlineData("00", "01")]
    [InlineData("01", "00")]
    [InlineData("ff", "01")]
    public void Numbers_outside_of_the_order_recover_nothing(string r, string s)
    {
        byte[] compact = [31, .. Convert.FromHexString(string.Concat(Enumerable.Repeat(r, 32))), .. Convert.FromHexString(string.Concat(Enumerable.Repeat(s, 32)))];
        Assert.Null(Signature.FromCompact(KeyType.R1, compact).Recover(new byte[32]));
        Assert.Null(Signature.FromCompact(KeyType.K1, compact).Recover(new byte[32]));
    }
}
