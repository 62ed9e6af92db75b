using System.Security.Cryptography;

namespace LocalEnergyMarket.Edge.Identity.Tests;

public sealed class OwnerSecretTests : IDisposable
{
    readonly ECDiffieHellman _supplier = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    [Theory]
    [InlineData("")]
    [InlineData("lem-tpm-owner.v1 sealed ")]
    [InlineData("lem-tpm-owner.v1 sealed AAAA")]
    [InlineData("lem-tpm-owner.v1 sealed !")]
    [InlineData("lem-tpm-owner.v1 clear !")]
    public void A_text_that_is_none_is_refused(string text) =>
        Assert.Throws<IdentityException>(() => OwnerSecret.Open(text, _supplier.ExportPkcs8PrivateKeyPem()));

    [Fact]
    public void A_sealed_text_with_any_byte_changed_is_refused()
    {
        var text = OwnerSecret.Seal(new byte[32], _supplier.ExportSubjectPublicKeyInfoPem());
        var start = text.LastIndexOf(' ') + 1;
        var bytes = Convert.FromBase64String(text[start..]);
        for (var i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            Assert.Throws<IdentityException>(() => OwnerSecret.Open(text[..start] + Convert.ToBase64String(changed), _supplier.ExportPkcs8PrivateKeyPem()));
        }
    }

    public void Dispose() => _supplier.Dispose();
}
