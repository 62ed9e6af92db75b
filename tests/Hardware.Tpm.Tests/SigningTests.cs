using System.Security.Cryptography;

namespace LocalEnergyMarket.Hardware.Tpm.Tests;

public sealed class SigningTests(TpmFixture fixture) : IClassFixture<TpmFixture>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signature_verifies_with_the_public_key()
    {
        using var key = Verifier(fixture.Signer.PublicKey.Span);
        for (var i = 0; i < 50; i++)
        {
            var digest = SHA256.HashData([(byte)i]);
            var signature = await fixture.Signer.SignHashAsync(digest, Cancellation);

            Assert.Equal(64, signature.Length);
            Assert.True(key.VerifyHash(digest, signature));
            digest[0] ^= 1;
            Assert.False(key.VerifyHash(digest, signature));
        }
    }

    [Fact]
    public async Task Sixteen_callers_at_once_all_get_their_own_signature()
    {
        using var key = Verifier(fixture.Signer.PublicKey.Span);
        var digests = Enumerable.Range(0, 160).Select(i => SHA256.HashData(BitConverter.GetBytes(i))).ToArray();
        var signatures = new byte[digests.Length][];
        await Parallel.ForAsync(
            0,
            digests.Length,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancellation },
            async (i, token) => signatures[i] = await fixture.Signer.SignHashAsync(digests[i], token));
        Assert.All(digests.Index(), d => Assert.True(key.VerifyHash(d.Item, signatures[d.Index])));
    }

    [Fact]
    public async Task The_key_is_the_one_tpm2_tools_sees_with_the_attributes_that_keep_it_in_the_tpm()
    {
        var pem = Path.Combine(fixture.Folder, "key.pem");
        var text = await fixture.ToolAsync("tpm2_readpublic", "-c", "0x81000101", "-f", "pem", "-o", pem);

        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(pem, Cancellation));
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        Assert.Equal([0x04, .. q.X!, .. q.Y!], fixture.Signer.PublicKey.ToArray());
        Assert.Contains("fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|sign", text, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexString(fixture.Signer.Public.Name()), text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_digest_of_another_length_is_refused_in_plain_words()
    {
        var e = await Assert.ThrowsAsync<TpmException>(async () => await fixture.Signer.SignHashAsync(new byte[48], Cancellation));

        Assert.Equal(0x1D5, e.Code);
        Assert.Equal(TpmRc.Size, e.Rc);
        Assert.Equal("The TPM refused Sign with 0x1D5: a size is wrong, for example of the digest (parameter 1).", e.Message);
    }

    [Fact]
    public async Task Opening_again_makes_no_second_key()
    {
        using var tpm = fixture.Open();
        var again = await TpmSigner.OpenOrCreateAsync(tpm, Cancellation);

        Assert.Equal(fixture.Signer.PublicKey.ToArray(), again.PublicKey.ToArray());
        Assert.Null(await TpmSigner.OpenAsync(tpm, Cancellation, 0x81000199));
    }

    [Fact]
    public async Task A_foreign_key_at_the_handle_is_not_taken_for_ours()
    {
        const uint Handle = 0x81000150;
        var (key, _) = await fixture.Tpm.CreatePrimaryAsync(TpmHandle.Owner, TpmTemplates.StorageRoot, Cancellation);
        await fixture.Tpm.EvictControlAsync(key, Handle, Cancellation);
        await fixture.Tpm.FlushContextAsync(key, Cancellation);

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => TpmSigner.OpenOrCreateAsync(fixture.Tpm, Cancellation, Handle));
        Assert.Contains("0x81000150", e.Message, StringComparison.Ordinal);

        await fixture.Tpm.EvictControlAsync(Handle, Handle, Cancellation);
        Assert.Null(await fixture.Tpm.FindPublicAsync(Handle, Cancellation));
    }

    [Fact]
    public async Task Nothing_transient_is_left_behind()
    {
        await TpmSigner.OpenOrCreateAsync(fixture.Tpm, Cancellation, 0x81000151);

        Assert.Empty(await fixture.Tpm.GetHandlesAsync(0x80000000, Cancellation));
        Assert.Contains(TpmHandle.SigningKey, await fixture.Tpm.GetHandlesAsync(0x81000000, Cancellation));
    }

    [Fact]
    public async Task The_makers_properties_are_read()
    {
        var info = await fixture.Tpm.GetInfoAsync(Cancellation);

        Assert.Equal("IBM", info.Manufacturer);
        Assert.Contains("TPM", info.Model, StringComparison.Ordinal);
        Assert.Equal(16, (await fixture.Tpm.GetRandomAsync(16, Cancellation)).Length);
    }

    static ECDsa Verifier(ReadOnlySpan<byte> point) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new() { X = point[1..33].ToArray(), Y = point[33..].ToArray() },
    });
}
