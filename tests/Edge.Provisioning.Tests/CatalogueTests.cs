using System.Reflection;
using LocalEnergyMarket.Edge.Provisioning.Dialogue;
using LocalEnergyMarket.Edge.Provisioning.Problems;

namespace LocalEnergyMarket.Edge.Provisioning.Tests;

public sealed class CatalogueTests
{
    static readonly IReadOnlyList<string> Used = [.. typeof(ProblemId).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void Every_problem_says_in_both_languages_what_is_wrong_and_what_to_do()
    {
        Assert.True(Used.ToHashSet(StringComparer.Ordinal).SetEquals(ProblemCatalogue.Ids));
        foreach (var id in Used)
        {
            Assert.Matches("^LEM-P[0-9]{3}$", id);
            var (german, english) = (ProblemCatalogue.Find(id, Language.German), ProblemCatalogue.Find(id, Language.English));
            Assert.All(new[] { german.What, german.Do, english.What, english.Do }, text => Assert.True(text.Length > 15 && text[^1] is '.' or ')', $"{id}: {text}"));
            Assert.NotEqual(german.What, english.What, StringComparer.Ordinal);
            Assert.NotEqual(german.Do, english.Do, StringComparer.Ordinal);
        }

        Assert.Equal(Used.Count, Used.Select(id => ProblemCatalogue.Find(id, Language.English).What).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task The_technicians_page_has_every_problem_with_its_remedy()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Data", "provisioning.md"), TestContext.Current.CancellationToken);
        Assert.All(Used, id => Assert.Contains($"| `{id}` | {ProblemCatalogue.Find(id, Language.English).What} | {ProblemCatalogue.Find(id, Language.English).Do} |", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "de_DE.UTF-8", Language.German)]
    [InlineData(null, "en_GB.UTF-8", Language.English)]
    [InlineData(null, null, Language.English)]
    [InlineData("en", "de_DE.UTF-8", Language.English)]
    [InlineData("de", "C", Language.German)]
    public void The_language_is_the_one_asked_for_or_the_environments(string? option, string? lang, object expected) =>
        Assert.Equal(expected, Languages.Of(option, name => name == "LANG" ? lang : null));
}
