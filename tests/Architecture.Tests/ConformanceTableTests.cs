using System.Text.RegularExpressions;

namespace LocalEnergyMarket.Architecture.Tests;

/// <summary>docs/en303645.md names code and tests that are there.</summary>
public sealed partial class ConformanceTableTests
{
    static readonly IReadOnlyList<string[]> Rows =
    [
        .. File.ReadLines(Path.Combine(Product.Root, "docs", "en303645.md"))
            .Where(line => Clause().IsMatch(line))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    [Fact]
    public void Every_chapter_of_the_standard_stands_in_it()
    {
        var chapters = Rows.SelectMany(row => Chapter().Matches(row[0]).Select(m => m.Value)).ToHashSet(StringComparer.Ordinal);
        Assert.All(Enumerable.Range(1, 13), n => Assert.Contains($"5.{n}", chapters));
    }

    [Fact]
    public void Every_file_it_names_exists()
    {
        string[] missing = [.. Rows.SelectMany(row => Code().Matches(row[3]).Select(m => m.Groups["code"].Value)).Where(path => !Path.Exists(Path.Combine(Product.Root, path)))];
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_test_it_names_exists()
    {
        var tests = Rows.SelectMany(row => Code().Matches(row[4]).Select(m => m.Groups["code"].Value)).ToList();
        Assert.True(tests.Count >= 20, $"only {tests.Count} tests are named");
        string[] missing = [.. tests.Where(test => !IsThere(test))];
        Assert.Empty(missing);
    }

    static bool IsThere(string test)
    {
        var (project, name) = (test.Split('/')[0], test.Split('/')[^1]);
        var folder = Path.Combine(Product.Root, "tests", project);
        return Directory.Exists(folder)
            && Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any(file => File.ReadAllText(file).Contains($"class {name}", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| [56]\.\d", RegexOptions.None, 5000)]
    private static partial Regex Clause();

    [GeneratedRegex(@"[56]\.\d+(?=-)", RegexOptions.None, 5000)]
    private static partial Regex Chapter();

    [GeneratedRegex(@"`(?<code>[^`]+)`", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Code();
}
