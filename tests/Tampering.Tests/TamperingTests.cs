using System.Text.RegularExpressions;
using LocalEnergyMarket.Tampering.Tests.Running;

[assembly: AssemblyFixture(typeof(TradedDay))]

namespace LocalEnergyMarket.Tampering.Tests;

/// <summary>Each way to change what was is found, and the finding names what was changed.</summary>
public sealed class TamperingTests(TradedDay day, ITestOutputHelper output)
{
    static readonly Dictionary<string, Way> Ways = 
        new[] { DatabaseWays.All, DocumentWays.All, ProofWays.All, ChainWays.All }.SelectMany(ways => ways).ToDictionary(way => way.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Ways.Keys.Select(name => new TheoryDataRow<string>(name))];

    [Fact]
    public async Task The_true_documents_hold()
    {
        var (status, said) = await day.VerifyAsync(day.Export);
        Assert.True(status == 0, said);
        Assert.DoesNotContain("note ", said, StringComparison.Ordinal);
        (status, said) = await day.VerifyAsync(day.Proofs);
        Assert.True(status == 0, said);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Found_and_named(string name)
    {
        var way = Ways[name];
        var (status, said) = await way.VerifyAsync(day);
        output.WriteLine(said);
        Assert.True(status == way.Status, $"exit status {status}: {said}");
        Assert.All(way.Named, pattern => Assert.Matches(new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5)), said));
    }

    [Fact]
    public async Task The_documentation_lists_them_all()
    {
        var listed = await File.ReadAllLinesAsync(Path.Combine(Repository(), "docs", "evidence.md"), TestContext.Current.CancellationToken);
        Assert.Equal(
            Ways.Keys.Select(name => "- " + name),
            listed.SkipWhile(line => line != "## Ways to tamper").Skip(1).TakeWhile(line => !line.StartsWith('#')).Where(line => line.StartsWith("- ", StringComparison.Ordinal)),
            StringComparer.Ordinal);
    }

    static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LocalEnergyMarket.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
