using System.Diagnostics;
using System.Globalization;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Eosio.Tests.Eosjs;

namespace LocalEnergyMarket.Contracts.Eosio.Tests;

/// <summary>The example of docs/chain.md, published as a box would run it: with the runtime, trimmed, all of the client in it. A warning of the trimmer fails the publish.</summary>
public sealed class ExampleTests(RunningChain chain, ITestOutputHelper output) : IClassFixture<RunningChain>
{
    const int MostMegabytes = 40;

    static readonly string[] Publish =
    [
        "publish", "--configuration", "Release", "--runtime", "linux-x64", "--self-contained", "--nologo", "-nodeReuse:false", "-warnaserror",
        "-p:PublishTrimmed=true", "-p:TrimMode=full", "-p:RunAnalyzersDuringBuild=false", "-p:UseSharedCompilation=false",
    ];

    [Fact]
    public async Task The_example_runs_trimmed_against_a_chain()
    {
        var folder = Directory.CreateTempSubdirectory("lem-");
        try
        {
            var project = Path.Combine(EosjsPeer.Root(), "tests", "Contracts.Eosio.Example", "Contracts.Eosio.Example.csproj");
            var program = Path.Combine(folder.FullName, "out");
            var log = await Run("dotnet", [.. Publish, $"-p:ArtifactsPath={Path.Combine(folder.FullName, "build")}", "--output", program, project]);
            Assert.DoesNotContain("warning", log, StringComparison.OrdinalIgnoreCase);

            var megabytes = new DirectoryInfo(program).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Extension != ".pdb").Sum(file => file.Length) / 1_000_000.0;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{megabytes:0.0} MB with the runtime"));
            Assert.True(megabytes < MostMegabytes, $"{megabytes} MB");

            var said = await Run(Path.Combine(program, "eosio-example"), [ChainSettings.WellKnownDevelopmentKey, chain.Url]);
            Assert.Contains(" is Irreversible in block ", said, StringComparison.Ordinal);
            Assert.Contains("example has 2 permissions", said, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_document_shows_the_example_as_it_is()
    {
        var program = await File.ReadAllTextAsync(Path.Combine(EosjsPeer.Root(), "tests", "Contracts.Eosio.Example", "Program.cs"), TestContext.Current.CancellationToken);
        var document = await File.ReadAllTextAsync(Path.Combine(EosjsPeer.Root(), "docs", "chain.md"), TestContext.Current.CancellationToken);
        Assert.Contains("```csharp\n" + program + "```", document, StringComparison.Ordinal);
    }

    static async Task<string> Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program}: {await output} {await error}");
        return await output;
    }
}
