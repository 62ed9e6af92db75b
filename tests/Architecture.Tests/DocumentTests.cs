using System.Text.RegularExpressions;

namespace LocalEnergyMarket.Architecture.Tests;

/// <summary>Documents that lead somewhere.</summary>
public sealed partial class DocumentTests
{
    static readonly string Decisions = Path.Combine(Product.Root, "docs", "adr");

    static readonly string[] Folders = ["docs", "protos", "hardware", "contracts", "edge", "backend", "portal"];

    [Fact]
    public void Every_link_to_a_file_leads_to_one()
    {
        var documents = Folders.Select(folder => Path.Combine(Product.Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Product.Root, "*.md"))
            .Where(file => !file.Contains("/node_modules/", StringComparison.Ordinal));
        var links = from document in documents
                    from Match link in Link().Matches(File.ReadAllText(document))
                    select (Document: document, Target: Path.GetFullPath(link.Groups["target"].Value, Path.GetDirectoryName(document)!));

        string[] broken = [.. links.Where(link => !Path.Exists(link.Target)).Select(link => $"{link.Document}: {link.Target}")];

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_decision_has_a_number_of_its_own_and_stands_in_the_index()
    {
        string[] decisions = [.. Directory.EnumerateFiles(Decisions, "0*.md").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        var indexed = Link().Matches(File.ReadAllText(Path.Combine(Decisions, "README.md"))).Select(link => link.Groups["target"].Value);

        Assert.Equal(string.Join('\n', decisions), string.Join('\n', indexed));
        Assert.Equal(decisions.Length, decisions.DistinctBy(name => name[..4], StringComparer.Ordinal).Count());
    }

    [GeneratedRegex(@"\]\((?!https?:|#)(?<target>[^)#\s]+)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Link();
}
