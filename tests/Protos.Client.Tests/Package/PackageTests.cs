using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Client.Tests.Backends;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Client.Tests.Package;

/// <summary>The package as its users have it: a fresh program outside the repository, made of the README's example, restores it and calls the running backend.</summary>
public sealed partial class PackageTests(TwoBackends backends)
{
    // artifacts/bin/Protos.Client.Tests/<configuration>/ is where this runs.
    static readonly DirectoryInfo Output = new(AppContext.BaseDirectory.TrimEnd('/'));
    static readonly string Root = Output.Parent!.Parent!.Parent!.Parent!.FullName;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_example_of_the_readme_runs_on_the_package()
    {
        using var scratch = new ScratchFolder();
        var feed = scratch.In("feed");
        await PackAsync("protos/clients/csharp/Protos.Client.csproj", feed);
        // Feeds without the two API packages can restore the official client only with ours in their place (ADR 0002); they are never published.
        await PackAsync("protos/Grpc.Core.Api/Grpc.Core.Api.csproj", feed, "-p:IsPackable=true");
        await PackAsync("protos/Grpc.Net.Common/Grpc.Net.Common.csproj", feed, "-p:IsPackable=true");
        var package = Directory.EnumerateFiles(feed, "LocalEnergyMarket.Client.*.nupkg").Single();
        await AssertContentAsync(package);

        var version = Path.GetFileNameWithoutExtension(package)["LocalEnergyMarket.Client.".Length..];
        await WriteProgramAsync(scratch.In("program"), feed, scratch.In("packages"), version);
        await RunAsync(["dotnet", "build", scratch.In("program"), "--nologo", "-v", "quiet", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-o", scratch.In("built")]);

        var slot = backends.FarTimeslot();
        await Plants.ForecastAsync(backends, slot, 5, 5, Cancellation);
        await File.WriteAllTextAsync(scratch.In("authority.pem"), backends.Files.Certificates.Authority.ExportCertificatePem(), Cancellation);
        var said = await RunAsync(
            ["dotnet", scratch.In("built", "program.dll")],
            new(StringComparer.Ordinal)
            {
                ["LEM_ADDRESS"] = $"https://127.0.0.1:{FreePorts.One()},{backends.Address}",
                ["LEM_AUTHORITY"] = scratch.In("authority.pem"),
                ["LEM_TOKEN_CUSTOMER"] = Callers.TokenOf("Customer"),
                ["LEM_TIMESLOT"] = slot.StartUnixSeconds.ToString(CultureInfo.InvariantCulture),
                ["LEM_GROUP"] = Groups.Trading,
                ["LEM_UNIT"] = Plants.Solar(1),
            });
        Assert.Contains($"1 offers in {slot}", said, StringComparison.Ordinal);
        Assert.Matches("offered as [0-9a-f-]{36}", said);
        Assert.Matches("refused: (FailedPrecondition|InvalidArgument) ", said);
        Assert.Single((await backends.BookAsync(Groups.Trading, slot, Cancellation)).Offers);
    }

    static async Task AssertContentAsync(string package)
    {
        await using var zip = await ZipFile.OpenReadAsync(package, Cancellation);
        var files = zip.Entries.Select(entry => entry.FullName).ToList();
        foreach (var assembly in new[] { "LocalEnergyMarket.Client", "Protos.Quantities", "Protos.Rpc", "Protos.Wire" })
        {
            Assert.Contains($"lib/net10.0/{assembly}.dll", files, StringComparer.Ordinal);
            Assert.Contains($"lib/net10.0/{assembly}.xml", files, StringComparer.Ordinal);
        }

        Assert.Contains("README.md", files, StringComparer.Ordinal);
        using var specification = new StreamReader(await zip.GetEntry("LocalEnergyMarket.Client.nuspec")!.OpenAsync(Cancellation));
        var dependencies = Dependency().Matches(await specification.ReadToEndAsync(Cancellation)).Select(match => match.Groups["id"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string>(["Google.Protobuf", "Grpc.Net.Client"], StringComparer.Ordinal), dependencies);
        Assert.Empty(dependencies.Except(["Google.Protobuf", "Grpc.Net.Client", "Grpc.Core.Api", "Grpc.Net.Common"], StringComparer.Ordinal));
    }

    static async Task WriteProgramAsync(string folder, string feed, string packages, string version)
    {
        Directory.CreateDirectory(folder);
        var readme = await File.ReadAllTextAsync(Path.Combine(Root, "protos/clients/csharp/README.md"), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Example().Match(readme).Groups["code"].Value, Cancellation);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "program.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <UseAppHost>false</UseAppHost>
                <NuGetAudit>false</NuGetAudit>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="LocalEnergyMarket.Client" Version="{version}" />
              </ItemGroup>
            </Project>
            """,
            Cancellation);
        // What the package depends on is there since the repository was built; nothing is fetched, and nothing of this test stays there.
        var restored = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "nuget.config"),
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{packages}" /></config>
              <packageSources><clear /><add key="feed" value="{feed}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="restored" value="{restored}" /></fallbackPackageFolders>
            </configuration>
            """,
            Cancellation);
    }

    static async Task PackAsync(string project, string feed, params string[] more) => await RunAsync(
        ["dotnet", "pack", Path.Combine(Root, project), "-c", Output.Name, "--no-build", "--no-restore", "--nologo", "-v", "quiet", "-nodeReuse:false", "-o", feed, .. more]);

    /// <summary>As somebody else runs it: without what the test's own runtime and CI have set.</summary>
    static async Task<string> RunAsync(IReadOnlyList<string> command, Dictionary<string, string>? environment = null)
    {
        string[] clean = ["env", "-u", "NUGET_PACKAGES", "-u", "CI", "-u", "MSBUILD_EXE_PATH", "-u", "MSBuildSDKsPath"];
        var (status, output, error) = await CommandLine.TryAsync([.. clean, .. command], Cancellation, environment);
        Assert.True(status == 0, $"{string.Join(' ', command)} ended with {status}: {output} {error}");
        return output;
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Example();

    [GeneratedRegex("dependency id=\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Dependency();
}
