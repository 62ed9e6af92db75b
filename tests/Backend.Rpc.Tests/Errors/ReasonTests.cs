using System.Text.RegularExpressions;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Errors;

public sealed class ReasonTests
{
    [Fact]
    public void Every_reason_and_every_field_problem_has_its_name_as_it_travels()
    {
        Assert.Equal("GATE_CLOSED", ReasonNames.Of(Reason.GateClosed));
        Assert.Equal("NOT_A_UUID", ReasonNames.Of(FieldProblem.NotAUuid));
        Assert.All(Enum.GetValues<Reason>(), reason => Assert.Matches("^[A-Z][A-Z0-9_]{0,62}$", ReasonNames.Of(reason)));
        Assert.All(Enum.GetValues<FieldProblem>(), problem => Assert.Matches("^[A-Z][A-Z0-9_]{0,62}$", ReasonNames.Of(problem)));
    }

    /// <summary>The table of docs/rpc.md is held against the proto.</summary>
    [Fact]
    public void Every_reason_stands_in_the_documentation()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "rpc.md"));
        var section = page[page.IndexOf("\n## Errors", StringComparison.Ordinal)..];
        var named = Regex.Matches(section, "`(?<name>[A-Z][A-Z0-9_]+)`", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(Enum.GetValues<Reason>().Where(reason => reason != Reason.Unspecified).Select(ReasonNames.Of), name => !named.Contains(name));
        Assert.DoesNotContain(Enum.GetValues<FieldProblem>().Where(problem => problem != FieldProblem.Unspecified).Select(ReasonNames.Of), name => !named.Contains(name));
    }

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LocalEnergyMarket.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
