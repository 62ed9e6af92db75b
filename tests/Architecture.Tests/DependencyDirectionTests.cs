namespace LocalEnergyMarket.Architecture.Tests;

/// <summary>Dependencies point one way (design, 3): read off the built assemblies, so that nothing can be referenced around it.</summary>
public sealed class DependencyDirectionTests
{
    /// <summary>What the projects of a folder may know outside themselves: folders, or single projects.</summary>
    static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["protos"] = ["protos"],
        ["hardware"] = ["hardware"],
        ["contracts"] = ["contracts"],
        ["edge"] = ["edge", "hardware", "protos", "Contracts.Eosio", "Contracts.Market"],
        ["backend"] = ["backend", "protos", "contracts"],
        ["portal"] = ["protos"],
    };

    /// <summary>Projects held tighter than their folder.</summary>
    static readonly Dictionary<string, string[]> Tighter = new(StringComparer.Ordinal)
    {
        ["Contracts.Eosio"] = [],
        ["Contracts.WebAssembly"] = [],
        ["Backend.Store"] = ["Protos.Quantities"],
        ["Backend.Attestation"] = ["Protos.Wire"],
        ["Backend.Market"] = ["Protos.Quantities"],
        ["Backend.Evidence"] = ["protos", "Backend.Market"],
        ["Backend.Verify"] = ["protos", "contracts", "Backend.Market", "Backend.Evidence"],
        ["Backend.Rpc"] = ["protos"],
        ["Backend.Jobs"] = ["Protos.Quantities", "Backend.Store"],
        ["Backend.Mastr"] = ["Protos.Quantities", "Backend.Store", "Backend.Jobs"],
        ["Backend.Registry"] = ["Protos.Quantities", "Protos.Wire", "Backend.Store", "Backend.Attestation", "Backend.Mastr"],
        ["Backend.Forecasts"] = ["Protos.Quantities", "Backend.Store", "Backend.Jobs"],
        ["Backend.PlantModels"] = ["Protos.Quantities"],
        ["Backend.Telemetry"] = ["protos", "Backend.Store"],
        ["Backend.Anchoring"] = ["protos", "contracts", "Backend.Store"],
    };

    public static TheoryData<string> ProjectNames => [.. Product.Projects.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void A_project_knows_only_what_the_design_allows(string name)
    {
        var project = Product.Projects.Single(p => p.Name == name);
        var allowed = Tighter.GetValueOrDefault(name, Allowed[project.Folder]);

        var forbidden =
            from reference in project.References
            let target = Product.Projects.SingleOrDefault(p => p.Assembly == reference)
            where target is not null && !allowed.Contains(target.Folder) && !allowed.Contains(target.Name)
            select target.Name;

        Assert.Empty(forbidden);
    }

    [Fact]
    public void Every_folder_of_the_product_is_looked_at() =>
        Assert.Equal(Allowed.Keys.ToHashSet(StringComparer.Ordinal), Product.Projects.Select(project => project.Folder).ToHashSet(StringComparer.Ordinal));

    [Fact]
    public void The_rules_of_the_market_touch_no_database_no_network_and_no_rpc() =>
        Assert.DoesNotContain(
            Product.Projects.Single(project => project.Name == "Backend.Market").References,
            reference => reference.StartsWith("System.Net", StringComparison.Ordinal)
                || reference.StartsWith("System.Data", StringComparison.Ordinal)
                || reference is "Npgsql" or "Grpc.Core.Api" or "Google.Protobuf");
}
