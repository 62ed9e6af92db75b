using System.Globalization;

namespace LocalEnergyMarket.Contracts.Eosio.Tests;

public sealed class NameTests
{
    [Fact]
    public void Every_vector_packs_and_prints()
    {
        Assert.All(Vectors.Names, vector =>
        {
            var name = Name.Parse(vector.Text("name"));
            Assert.Equal(vector.Text("hex"), Convert.ToHexStringLower(new PackedWriter().Name(name).Written));
            Assert.Equal(vector.Text("uint64"), name.Value.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(vector.Text("name"), name.ToString());
        });
    }

    [Theory]
    [InlineData("A")]
    [InlineData("box6")]
    [InlineData("box1.")]
    [InlineData("abcdefghijklm.")]
    [InlineData("zzzzzzzzzzzzz")]
    [InlineData("a b")]
    [InlineData("ä")]
    public void What_is_no_name_is_refused(string text) => Assert.Throws<EosioFormatException>(() => Name.Parse(text));
}
