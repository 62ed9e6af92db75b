using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LocalEnergyMarket.Contracts.Eosio.Tests;

public sealed class WebAuthnTests
{
    const string RelyingParty = "wallet.example";

    static readonly byte[] Digest = SHA256.HashData("a transaction"u8);

    readonly ECDsa _authenticator = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Theory]
    [InlineData(0x00, UserPresence.None)]
    [InlineData(0x01, UserPresence.Present)]
    [InlineData(0x05, UserPresence.Verified)]
    public void A_signature_of_an_authenticator_recovers_its_key_with_what_was_seen_of_the_user(byte flags, UserPresence presence)
    {
        var signature = Sign(flags, ClientData());
        var key = Assert.IsType<PublicKey>(signature.Recover(Digest));
        Assert.Equal((KeyType.WA, presence, RelyingParty), (key.Type, key.Presence, key.RelyingParty));
        Assert.True(key.Verify(Digest, signature));
        Assert.False(key.Verify(SHA256.HashData("another"u8), signature));

        Assert.Equal(key, PublicKey.Parse(key.ToString()));
        Assert.Equal(signature, Signature.Parse(signature.ToString()));
        Assert.Equal(key, new PackedReader(new PackedWriter().PublicKey(key).Written).PublicKey());
        Assert.Equal(signature, new PackedReader(new PackedWriter().Signature(signature).Written).Signature());
    }

    [Theory]
    [InlineData("webauthn.create", "https://wallet.example", RelyingParty)]
    [InlineData("webauthn.get", "http://wallet.example", RelyingParty)]
    [InlineData("webauthn.get", "https://other.example", RelyingParty)]
    [InlineData("webauthn.get", "https://wallet.example", "other.example")]
    public void What_does_not_belong_together_recovers_nothing(string type, string origin, string relyingParty) =>
        Assert.Null(Sign(5, ClientData(type, origin), relyingParty).Recover(Digest));

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"type":5}""")]
    public void Client_data_that_is_none_recovers_nothing(string clientData) => Assert.Null(Sign(5, clientData).Recover(Digest));

    [Fact]
    public void A_port_does_not_belong_to_the_relying_party() =>
        Assert.Equal(RelyingParty, Sign(1, ClientData(origin: "https://wallet.example:8443")).Recover(Digest)!.RelyingParty);

    [Fact]
    public void Damaged_keys_and_signatures_are_refused()
    {
        var signature = Sign(1, ClientData());
        var key = signature.Recover(Digest)!;
        Assert.Throws<EosioFormatException>(() => PublicKey.Parse("PUB_WA_" + key.ToString()["PUB_WA_".Length..^1]));
        Assert.Throws<EosioFormatException>(() => PublicKey.Parse("PUB_WA_1"));
        Assert.Throws<EosioFormatException>(() => Signature.Parse("SIG_WA_1"));
        Assert.Throws<EosioFormatException>(() => PublicKey.FromWebAuthn(key.Compressed, (UserPresence)3, RelyingParty));
        Assert.Throws<EosioFormatException>(() => PublicKey.FromWebAuthn(key.Compressed, UserPresence.None, ""));
        Assert.Throws<EosioFormatException>(() => PublicKey.FromCompressed(KeyType.WA, key.Compressed));
        Assert.Throws<EosioFormatException>(() => Signature.FromCompact(KeyType.WA, signature.Compact));
        Assert.Throws<EosioFormatException>(() => Signature.FromRs(new byte[64], Digest, key));
        Assert.Throws<EosioFormatException>(() => PrivateKey.Generate(KeyType.WA));
        var packed = new PackedWriter().Signature(signature).ToArray();
        for (var length = 0; length < packed.Length; length++)
        {
            var cut = packed[..length];
            Assert.Throws<EosioFormatException>(() => new PackedReader(cut).Signature());
        }
    }

    static string ClientData(string type = "webauthn.get", string origin = "https://wallet.example") =>
        $$"""{"type":"{{type}}","challenge":"{{Base64Url.EncodeToString(Digest)}}","origin":"{{origin}}","crossOrigin":false}""";

    Signature Sign(byte flags, string clientData, string relyingParty = RelyingParty)
    {
        byte[] authenticatorData = [.. SHA256.HashData(Encoding.UTF8.GetBytes(relyingParty)), flags, 0, 0, 0, 7];
        var signed = SHA256.HashData([.. authenticatorData, .. SHA256.HashData(Encoding.UTF8.GetBytes(clientData))]);
        var point = _authenticator.ExportParameters(includePrivateParameters: false).Q;
        var plain = PublicKey.FromUncompressed(KeyType.R1, [4, .. point.X!, .. point.Y!]);
        var compact = Signature.FromRs(_authenticator.SignHash(signed, DSASignatureFormat.IeeeP1363FixedFieldConcatenation), signed, plain).Compact;
        return Signature.FromWebAuthn(compact, authenticatorData, clientData);
    }
}
