namespace LocalEnergyMarket.Contracts.Eosio.Tests;

public sealed class KeyTests
{
    [Fact]
    public void Every_key_vector_parses_and_prints_in_all_its_forms()
    {
        Assert.All(Vectors.Keys, vector =>
        {
            var type = Enum.Parse<KeyType>(vector.Text("type"));
            using var secret = PrivateKey.Parse(vector.Text("privateKey"));
            var key = PublicKey.Parse(vector.Text("publicKey"));
            Assert.Equal(type, key.Type);
            Assert.Equal(key, secret.PublicKey);
            Assert.Equal(vector.Text("privateKey"), secret.Export());
            Assert.Equal(vector.Text("publicKey"), key.ToModernString());
            Assert.Equal(vector.Text("packedPublicKey"), Convert.ToHexStringLower(new PackedWriter().PublicKey(key).Written));
            Assert.Equal(key, new PackedReader(vector.Bytes("packedPublicKey")).PublicKey());
            Assert.Equal(vector.Text("uncompressed"), Convert.ToHexStringLower(key.ToUncompressed()));
            Assert.Equal(key, PublicKey.FromUncompressed(type, vector.Bytes("uncompressed")));
            using var same = PrivateKey.FromBytes(type, vector.Bytes("privateHex"));
            Assert.Equal(key, same.PublicKey);
        });
    }

    [Fact]
    public void K1_keys_have_legacy_forms_too()
    {
        Assert.All(Vectors.Keys.Where(vector => vector.Text("type") == "K1"), vector =>
        {
            using var secret = PrivateKey.Parse(vector.Text("privateWif"));
            Assert.Equal(vector.Text("privateWif"), secret.ExportWif());
            Assert.Equal(vector.Text("publicLegacy"), secret.PublicKey.ToString());
            Assert.Equal(secret.PublicKey, PublicKey.Parse(vector.Text("publicLegacy")));
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("PUB_K1_8jJcLDE6AQcVW5pbHANxBaHSd9xdp6hhyULVzXsFXypMLLPouf")]
    [InlineData("PUB_R1_8jJcLDE6AQcVW5pbHANxBaHSd9xdp6hhyULVzXsFXypMLLPoue")]
    [InlineData("PUB_K1_8jJcLDE6AQcVW5pbHANxBaHSd9xdp6hhyULVzXsFXypMLLPou")]
    [InlineData("EOS8jJcLDE6AQcVW5pbHANxBaHSd9xdp6hhyULVzXsFXypMFzQMZ0")]
    public void Damaged_public_keys_are_refused(string text) => Assert.Throws<EosioFormatException>(() => PublicKey.Parse(text));

    [Fact]
    public void A_damaged_private_key_is_refused_without_repeating_it()
    {
        var text = Vectors.Keys[0].Text("privateKey")[..^1] + "x";
        var error = Assert.Throws<EosioFormatException>(() => PrivateKey.Parse(text));
        Assert.DoesNotContain(text[8..20], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_point_off_the_curve_is_refused()
    {
        var point = Vectors.Keys[0].Bytes("uncompressed");
        point[40] ^= 1;
        Assert.Throws<EosioFormatException>(() => PublicKey.FromUncompressed(KeyType.K1, point));
    }

    [Theory]
    [InlineData("", "9c1185a5c5e9fc54612808977ee8f548b2258d31")]
    [InlineData("abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "f71c27109c692c1b56bbdceb5b9d2865b3708dbc")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "b0e20b6e3116640286ed3a87a5713079b21f5189")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "9b752e45573d4b39f4dbd3323cab82bf63326bfb")]
    public void Ripemd160_gives_the_values_its_authors_published(string text, string hash) =>
        Assert.Equal(hash, Convert.ToHexStringLower(Ripemd160.HashData(System.Text.Encoding.ASCII.GetBytes(text))));
}
