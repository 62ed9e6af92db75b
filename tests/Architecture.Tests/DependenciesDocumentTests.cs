using System.Xml.Linq;

namespace LocalEnergyMarket.Architecture.Tests;

/// <summary>docs/dependencies.md says of every package whether it is used, and is right.</summary>
public sealed class DependenciesDocumentTests
{
    static readonly string[] Folders = ["protos", "hardware", "contracts", "edge", "backend", "portal", "tests"];

    static readonly string[] Parts = File.ReadAllText(Path.Combine(Product.Root, "docs", "dependencies.md")).Split("\n## ");

    public static TheoryData<string> Packages =>
    [
        .. XDocument.Load(Path.Combine(Product.Root, "Directory.Packages.props")).Descendants("PackageVersion").Select(version => version.Attribute("Include")!.Value),
    ];

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_stands_where_it_belongs(string package)
    {
        var replaced = package is "Grpc.Core.Api" or "Grpc.Net.Common";
        var part = replaced ? "Replaced" : Referenced().Contains(package) ? "Used" : "Pinned, not used yet";

        Assert.Contains(Names(part), name => name == package);
    }

    /// <summary>The first column of a part's table.</summary>
    static IEnumerable<string> Names(string part) =>
        from row in Parts.Single(text => text.StartsWith(part + "\n", StringComparison.Ordinal)).Split('\n')
        where row.StartsWith("| ", StringComparison.Ordinal)
        from name in row.Split('|')[1].Split(',')
        select name.Trim();

    static HashSet<string> Referenced()
    {
        var projects = Folders.Select(folder => Path.Combine(Product.Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => new[] { "*.csproj", "*.props", "*.targets" }.SelectMany(kind => Directory.EnumerateFiles(folder, kind, SearchOption.AllDirectories)))
            .Where(file => !file.Contains("/node_modules/", StringComparison.Ordinal))
            .Append(Path.Combine(Product.Root, "Directory.Build.props"));
        return projects.SelectMany(file => XDocument.Load(file).Descendants("PackageReference")).Select(reference => reference.Attribute("Include")?.Value ?? "").ToHashSet(StringComparer.Ordinal);
    }
}
