using LocalEnergyMarket.Backend.Evidence.Tests;
using LocalEnergyMarket.Interop.Tests.Programs;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Verify.Tests;

/// <summary>The one file that customers get (<c>./lem pack verify</c>), without everything that nothing refers to: it must say the same.</summary>
public sealed class TrimmedTests : IDisposable
{
    const long LargestFile = 40_000_000;

    static readonly string[] From =
        ["backend/Backend.Verify", "backend/Backend.Evidence", "backend/Backend.Market", "contracts/Contracts.Eosio", "contracts/Contracts.Market", "protos/Protos.Evidence", "protos/Protos.Quantities"];

    readonly ScratchFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_trimmed_file_says_what_the_program_says()
    {
        var trimmed = await ProgramAsync();
        Assert.InRange(new FileInfo(trimmed).Length, 1, LargestFile);
        await using var node = await TableNode.Start(Day.Anchors);
        foreach (var (name, document) in new[]
        {
            ("export", Day.Export.ToJson().ToString()), ("proofs", Day.Proofs("C-0003").ToJson().ToString()),
            ("changed", Day.Export.ToJson().ToString().Replace("\"price\":6500", "\"price\":4999", StringComparison.Ordinal)), ("nothing", "{}"),
        })
        {
            var file = _folder.In(name + ".json");
            await File.WriteAllTextAsync(file, document, Cancellation);
            foreach (var options in new string[][] { ["--language", "en"], ["--language", "de"], ["--json"], ["--save", _folder.In("answers.json")] })
            {
                string[] arguments = [file, "--chain", node.Url, .. options];
                var ours = await CommandLine.TryAsync([Path.Combine(AppContext.BaseDirectory, "lem-verify"), .. arguments], Cancellation);
                Assert.Equal(ours, await CommandLine.TryAsync([trimmed, .. arguments], Cancellation));
            }
        }

        var offline = await CommandLine.TryAsync([trimmed, _folder.In("export.json"), "--anchors", _folder.In("answers.json"), "--language", "en"], Cancellation);
        Assert.Equal(0, offline.Status);
    }

    static async Task<string> ProgramAsync()
    {
        var files = From.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Sources.Root, folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".csproj" or ".cpp" or ".hpp" or ".abi" or ".targets" or ".props").Concat(Directory.EnumerateFiles(Sources.Root, "Directory.*"));
        var folder = await MadeOnce.FolderAsync("lem-verify", files, await CommandLine.RunAsync(["dotnet", "--version"], CancellationToken.None), async made =>
        {
            using var building = new ScratchFolder();
            await CommandLine.RunAsync(
                [
                    "dotnet", "publish", Path.Combine(Sources.Root, "backend", "Backend.Verify"), "--configuration", "Release", "--runtime", "linux-x64", "--nologo", "-nodeReuse:false",
                    "-p:RunAnalyzersDuringBuild=false", $"-p:ArtifactsPath={building.Path}", "--output", made,
                ],
                CancellationToken.None);
        });
        return Path.Combine(folder, "lem-verify");
    }
}
