using System.Reflection;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Interop.Tests.Programs;

/// <summary>
/// Our peer, published as a box would be that has no .NET: with the runtime, and without everything that nothing refers to (TrimMode full).
/// A warning of the trimmer fails the publish, as warnings do everywhere.
/// </summary>
static class Trimmed
{
    static readonly string[] Publish =
    [
        "publish", "--configuration", "Release", "--runtime", "linux-x64", "--self-contained", "--nologo", "-nodeReuse:false",
        "-p:PublishTrimmed=true", "-p:TrimMode=full", "-p:RunAnalyzersDuringBuild=false", "-p:UseSharedCompilation=false",
        $"-p:GrpcPackages={typeof(Trimmed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "GrpcPackages").Value}",
    ];

    static readonly Lazy<Task<string>> Folder = new(FolderAsync);

    public static async Task<string> ProgramAsync() => Path.Combine(await Folder.Value, "interop-peer");

    /// <summary>What the publish wrote.</summary>
    public static async Task<string> LogAsync() => await File.ReadAllTextAsync(Path.Combine(await Folder.Value, "publish.log"), CancellationToken.None);

    static async Task<string> FolderAsync()
    {
        var files = new[] { "protos", Path.Combine("tests", "Interop.Peer") }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Sources.Root, folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".csproj" or ".proto" or ".props" or ".targets" or ".xml" or ".publickey" && !file.Contains("/node_modules/", StringComparison.Ordinal))
            .Concat(Directory.EnumerateFiles(Sources.Root, "Directory.*"));
        var version = await CommandLine.RunAsync(["dotnet", "--version"], CancellationToken.None);
        return await MadeOnce.FolderAsync("trimmed", files, $"{version} {string.Join(' ', Publish)}", MakeAsync);
    }

    static async Task MakeAsync(string folder)
    {
        // What is built on the way is not kept: a second copy of everything that the solution builds.
        using var building = new ScratchFolder();
        var log = await CommandLine.RunAsync(
            ["dotnet", .. Publish, $"-p:ArtifactsPath={building.Path}", "--output", folder, Path.Combine(Sources.Protos, "Interop.Peer.csproj")], CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(folder, "publish.log"), log, CancellationToken.None);
    }
}
