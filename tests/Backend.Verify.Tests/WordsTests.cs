using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Backend.Evidence.Tests;
using LocalEnergyMarket.Backend.Verify.Chain;
using LocalEnergyMarket.Backend.Verify.Output;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Verify.Tests;

/// <summary>What is said, in both languages and as JSON; and that the documentation has all of it.</summary>
public sealed partial class WordsTests
{
    static readonly string[] Members =
        ["schema", "status", "holds", "format", "document", "market", "timeslot", "chain_id", "irreversible_block", "findings", "notes", "undecided"];

    static IEnumerable<Rule> AllRules => new[] { typeof(Rules), typeof(ChainRules) }
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static)).Select(one => one.GetValue(null)).OfType<Rule>();

    [Fact]
    public void Each_rule_has_its_own_id_and_says_the_same_in_both_languages()
    {
        Assert.True(AllRules.Count() > 60);
        Assert.Equal(AllRules.Count(), AllRules.Select(rule => rule.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(AllRules, rule =>
        {
            Assert.Equal(Places(rule.English), Places(rule.German));
            Assert.NotEqual(rule.English, rule.German, StringComparer.Ordinal);
        });
    }

    [Fact]
    public void The_documentation_lists_each_rule()
    {
        var page = File.ReadAllText(Path.Combine(Repository(), "docs", "evidence.md"));
        var listed = RuleLine().Matches(page[page.IndexOf("| rule |", StringComparison.Ordinal)..]).Select(line => line.Groups["id"].Value);
        Assert.Equal(AllRules.Select(rule => rule.Id).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("de_DE.UTF-8", null, Language.German)]
    [InlineData("C", null, Language.English)]
    [InlineData(null, null, Language.English)]
    [InlineData("de_DE.UTF-8", "en", Language.English)]
    [InlineData("en_GB.UTF-8", "de", Language.German)]
    public void The_language_is_the_options_or_the_environments(string? environment, string? option, Language expected) => Assert.Equal(
        expected, VerifyOptions.LanguageOf(option is null ? ["file"] : ["file", "--language", option], name => name == "LANG" ? environment : null));

    [Fact]
    public void A_German_reads_what_does_not_hold()
    {
        var book = Day.Tree(AnchorKind.Book);
        var report = Day.AuditAnchored(Day.With(book, 4, Day.With(book.Leaves[4].Content, "price", 4_999)));
        var said = report.Findings.Where(finding => !finding.Holds).Select(finding => finding.Say(Language.German)).ToList();
        Assert.Contains(said, text => text.StartsWith("Datensatz 4 in „Orderbuch“ Version 1 (Gebot ", StringComparison.Ordinal)
            && text.Contains("verstößt gegen die Marktregeln: Der Preis 4.999 ct/kWh liegt unter dem Startpreis", StringComparison.Ordinal));
    }

    [Fact]
    public void The_JSON_has_its_documented_members_and_no_others()
    {
        var book = Day.Tree(AnchorKind.Book);
        var report = Day.AuditChanged(book.Anchor, tree => tree with { Tree = Day.With(tree.Tree, 4, Day.With(book.Leaves[4].Content, "price", 6_001)) });
        var document = EvidenceFile.Read(Day.Export.ToJson().ToUtf8());
        var json = (JsonObject)JsonNode.Parse(JsonReport.Of(document, new(new("00", 7, [], [], [], []), report, [])))!;
        Assert.Equal(Members, json.Select(member => member.Key), StringComparer.Ordinal);
        Assert.Equal(("lem-verify/1", "does-not-hold", false), ((string)json["schema"]!, (string)json["status"]!, (bool)json["holds"]!));
        var changed = json["findings"]!.AsArray().Select(finding => (JsonObject)finding!).Single(finding => (string)finding["rule"]! == "leaf.changed");
        Assert.Equal(
            ["holds", "rule", "text", "text_de", "kind", "version", "index", "type", "id", "expected", "found"], changed.Select(member => member.Key), StringComparer.Ordinal);
        Assert.Equal(
            ("book", 1, 4, "bid", book.Leaves[4].Content.TextOf("bid"), book.Leaves[4].Hash.ToString()),
            ((string)changed["kind"]!, (int)changed["version"]!, (int)changed["index"]!, (string)changed["type"]!, (string)changed["id"]!, (string)changed["expected"]!));
    }

    [Fact]
    public void Control_characters_of_a_document_do_not_reach_the_terminal()
    {
        var book = Day.Tree(AnchorKind.Book);
        var report = Day.AuditChanged(book.Anchor, tree => tree with { Tree = Day.With(tree.Tree, 4, Day.With(book.Leaves[4].Content, "bid", "\u001b[2J\nholds")) });
        var options = VerifyOptions.Parse(["file", "--chain", "http://node"], Language.English);
        var text = TextReport.Of(options, EvidenceFile.Read(Day.Export.ToJson().ToUtf8()), new(new("00", 7, [], [], [], []), report, []));
        Assert.DoesNotContain('\u001b', text);
        Assert.Contains("(bid \\u001b[2J\\u000aholds)", text, StringComparison.Ordinal);
    }

    static string Places(string text) => string.Join(' ', Place().Matches(text).Select(place => place.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LocalEnergyMarket.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    [GeneratedRegex(@"\{\d+\}", RegexOptions.None, 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"^\| `(?<id>[a-z-]+(\.[a-z-]+)?)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RuleLine();
}
