using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Protos.Clients.Tests.TypeScript;

/// <summary>What people get and read first.</summary>
[Collection<OneConsumer>]
public sealed class PackageTests(MarketFixture market, Consumer consumer)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_tarball_holds_what_is_run_its_types_and_its_readme()
    {
        string[] expected = ["README.md", "dist/node.js", "dist/node.d.ts", "dist/browser.js", "dist/browser.d.ts"];
        Assert.All(expected, file => Assert.Contains(file, consumer.Packed, StringComparer.Ordinal));
        Assert.DoesNotContain(consumer.Packed, file => file.StartsWith("src/", StringComparison.Ordinal) || file.Contains("node_modules", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Comments_of_the_protos_reach_those_who_use_the_types()
    {
        var types = await File.ReadAllTextAsync(
            Path.Combine(consumer.Folder, "node_modules/@local-energy-market/client/dist/generated/lem/v1/market_pb.d.ts"), Cancellation);
        Assert.Contains("Whether the offer may be sold in parts.", types, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_readme_s_example_offers_energy()
    {
        var example = Path.Combine(consumer.Folder, "out", "readme1.js");
        var script = (await File.ReadAllTextAsync(example, Cancellation))
            .Replace("https://market.example:8443", market.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("https://standby.example:8443", market.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("2026-06-22T12:00:00Z", market.Timeslot.Start.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("supplier-ca.pem", market.AuthorityFile, StringComparison.Ordinal);
        await File.WriteAllTextAsync(example, script, Cancellation);
        var environment = market.Environment();
        environment["LEM_TOKEN"] = environment["LEM_TOKEN_CUSTOMER"];
        var (status, output, error) = await CommandLine.TryAsync(["timeout", "60", "node", example], Cancellation, environment);
        Assert.True(status == 0, output + error);
        Assert.Matches(@"^offered: [0-9a-f-]{36}\n(.*: \d+ offers\n)+$", output);
    }
}
