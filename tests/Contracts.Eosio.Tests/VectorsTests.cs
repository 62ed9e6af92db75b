using System.Reflection;
using System.Text.Json;

namespace LocalEnergyMarket.Contracts.Eosio.Tests;

public sealed class VectorsTests
{
    [Fact]
    public void Every_section_of_the_vectors_has_tests_that_read_it_and_holds_something()
    {
        var read = typeof(Vectors).GetProperties(BindingFlags.Static | BindingFlags.Public).ToDictionary(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name), StringComparer.Ordinal);
        var sections = Vectors.Sections.Where(section => section != "about").ToArray();
        Assert.Equal(sections.Order(StringComparer.Ordinal), read.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(read.Values, property => Assert.True(property.GetValue(null)!.ToString()!.Length > 2));
    }
}
