using System.Text;

namespace LocalEnergyMarket.Protos.Evidence.Tests;

public sealed class LeafAndProofTests
{
    static readonly byte[] Salt = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];

    [Fact]
    public void A_reading_has_its_documented_form() =>
        Assert.Equal(
            "{\"index\":1,\"quality\":1,\"register\":2,\"serial\":\"1EMH0012345678\",\"time\":1782043200000,\"value\":-5}",
            Encoding.UTF8.GetString(ReadingLeaf.Canonical("1EMH0012345678", 1, 2, 1_782_043_200_000, -5, 1)));

    [Fact]
    public void A_reading_is_canonical_whatever_the_serial_number() =>
        CanonicalJson.ParseCanonical(ReadingLeaf.Canonical("\"\n€", uint.MaxValue, 3, long.MaxValue, long.MinValue, 7));

    [Fact]
    public void A_salted_leaf_is_hashed_salt_first()
    {
        var leaf = new SaltedLeaf(Salt, new CanonicalObject(("b", 1), ("a", "x")));
        byte[] input = [.. Salt, .. "{\"a\":\"x\",\"b\":1}"u8];
        Assert.Equal(Digest.Of([0, .. input]), leaf.Hash);
        Assert.Equal(Digest.Of(input), leaf.Commitment);
        Assert.Equal(Salt, leaf.Salt.ToArray());
        Assert.Equal("{\"a\":\"x\",\"b\":1}"u8, leaf.Content.Span);
    }

    [Fact]
    public void A_salt_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => new SaltedLeaf([1, 2, 3], "{}"u8));

    [Fact]
    public void A_proof_survives_its_JSON_and_holds()
    {
        var proof = Proof();
        Assert.True(proof.Holds);
        var read = InclusionProof.Read((CanonicalObject)CanonicalJson.Parse(proof.ToJson().ToUtf8()));
        Assert.True(read.Holds);
        Assert.Equal(proof.ToJson(), read.ToJson());
        Assert.Equal("book of lembg1, timeslot 2026-06-21T12:00Z, version 1", read.Anchor.ToString());
    }

    [Theory]
    [InlineData("\"wh\":1", "\"wh\":2")]
    [InlineData("\"index\":1", "\"index\":0")]
    [InlineData("\"leaves\":3", "\"leaves\":2")]
    [InlineData("\"salt\":\"00", "\"salt\":\"01")]
    public void A_proof_with_one_thing_changed_does_not_hold(string from, string to)
    {
        var json = Proof().ToJson().ToString();
        var changed = json.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(json, changed, StringComparer.Ordinal);
        Assert.False(InclusionProof.Read((CanonicalObject)CanonicalJson.Parse(Encoding.UTF8.GetBytes(changed))).Holds);
    }

    [Theory]
    [InlineData("\"kind\":\"book\"", "\"kind\":\"books\"", "'books'")]
    [InlineData("\"version\":1", "\"version\":0", "'version'")]
    [InlineData("\"timeslot\":1782043200", "\"timeslot\":1782043201", "'timeslot'")]
    [InlineData("\"salt\":\"00", "\"salt\":\"0G", "hexadecimal")]
    [InlineData("\"index\":1", "\"index\":-1", "'index'")]
    public void A_malformed_proof_is_refused_with_the_member_named(string from, string to, string named)
    {
        var changed = Proof().ToJson().ToString().Replace(from, to, StringComparison.Ordinal);
        Assert.Contains(
            named,
            Assert.Throws<FormatException>(() => InclusionProof.Read((CanonicalObject)CanonicalJson.Parse(Encoding.UTF8.GetBytes(changed)))).Message,
            StringComparison.Ordinal);
    }

    static InclusionProof Proof()
    {
        CanonicalObject[] contents = [.. Enumerable.Range(0, 3).Select(i => new CanonicalObject(("wh", i)))];
        Digest[] hashes = [.. contents.Select(content => new SaltedLeaf(Salt, content).Hash)];
        return new(
            new AnchorKey("lembg1", AnchorKind.Book, 1_782_043_200, 1), 1, 3, Salt, contents[1], MerkleTree.Path(hashes, 1), MerkleTree.Root(hashes));
    }
}
