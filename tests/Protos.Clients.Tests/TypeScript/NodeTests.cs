using System.Text.RegularExpressions;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Protos.Clients.Tests.TypeScript;

/// <summary>The scripts in node, under its own test runner.</summary>
[Collection<OneConsumer>]
public sealed partial class NodeTests(MarketFixture market, Consumer consumer)
{
    [Theory]
    [InlineData("quantities")]
    [InlineData("calls")]
    [InlineData("streams")]
    [InlineData("connections")]
    [InlineData("peers")]
    public Task Over_gRPC(string script) => PassesAsync(script);

    /// <summary>node has fetch as well, so what browsers load can be tried in it.</summary>
    [Theory]
    [InlineData("fetch")]
    [InlineData("calls")]
    public Task Over_fetch(string script) => PassesAsync(script, "--conditions=browser");

    async Task PassesAsync(string script, params string[] options)
    {
        var environment = market.Environment();
        environment["NODE_EXTRA_CA_CERTS"] = options.Length > 0 ? market.AuthorityFile : "";
        var (status, output, error) = await CommandLine.TryAsync(
            ["timeout", "--signal=KILL", "120", "node", .. options, "--test-reporter=spec", Path.Combine(consumer.Folder, "out", $"{script}.test.js")], TestContext.Current.CancellationToken, environment);
        Assert.True(status == 0, output + error);
        Assert.True(int.Parse(Passed().Match(output).Groups["count"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) > 0, output);
    }

    [GeneratedRegex(@"^ℹ pass (?<count>\d+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Passed();
}
