using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Protos.Clients.Tests.TypeScript;

/// <summary>
/// A project that uses the package as anybody would: it is built and packed, its tarball is installed without a network beside the packages it
/// depends on, and the scripts beside this file and the README's examples are type-checked and compiled against it.
/// </summary>
public sealed partial class Consumer : IAsyncLifetime
{
    const string Package = "@local-energy-market/client";

    readonly ScratchFolder _scratch = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string Folder => _scratch.Path;

    /// <summary>What the tarball holds, by path.</summary>
    public IReadOnlyList<string> Packed { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Assert.True(Directory.Exists(Repository.In("node_modules")), "The npm packages are missing: npm ci in the root of the repository.");
        await RunAsync("npm", "run", "--silent", "build", "--prefix", Repository.In("protos", "clients", "typescript"));
        var packed = await RunAsync("npm", "pack", "--json", "--pack-destination", Folder, Repository.In("protos", "clients", "typescript"));
        var entry = JsonNode.Parse(packed)!.AsArray().Single()!;
        Packed = [.. entry["files"]!.AsArray().Select(file => (string)file!["path"]!)];
        await InstallAsync(_scratch.In((string)entry["filename"]!));
        foreach (var script in Directory.GetFiles(Repository.In("tests", "Protos.Clients.Tests", "TypeScript", "Scripts")))
        {
            File.Copy(script, _scratch.In(Path.GetFileName(script)));
        }

        var examples = Example().Matches(await File.ReadAllTextAsync(Repository.In("protos", "clients", "typescript", "README.md"), Cancellation));
        Assert.Equal(3, examples.Count);
        for (var i = 0; i < examples.Count; i++)
        {
            await File.WriteAllTextAsync(_scratch.In($"readme{i + 1}.ts"), examples[i].Groups["code"].Value, Cancellation);
        }

        await RunAsync(Tool("tsc"), "--project", _scratch.In("tsconfig.json"));
    }

    /// <summary>Bundles a compiled script for browsers, as web projects do: one file with all that it imports.</summary>
    /// <returns>The bundle's text.</returns>
    public Task<string> BundleAsync(string script) =>
        RunAsync(Tool("esbuild"), _scratch.In("out", script), "--bundle", "--format=esm", "--platform=browser", "--log-level=error");

    public ValueTask DisposeAsync()
    {
        _scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    async Task InstallAsync(string tarball)
    {
        var listed = await RunAsync("npm", "ls", "--prefix", Repository.Root, "--omit=dev", "--all", "--parseable", "--workspace", Package);
        var modules = Repository.In("node_modules") + "/";
        foreach (var folder in listed.Split('\n').Where(line => line.StartsWith(modules, StringComparison.Ordinal) && !line.EndsWith(Package, StringComparison.Ordinal)))
        {
            Copy(folder, _scratch.In("node_modules", folder[modules.Length..]));
        }

        CopyLinks(modules + ".bin", _scratch.In("node_modules", ".bin"));
        await File.WriteAllTextAsync(_scratch.In("package.json"), JsonSerializer.Serialize(new { name = "consumer", @private = true, type = "module" }), Cancellation);
        await RunAsync("npm", "install", "--prefix", Folder, "--offline", "--cache", _scratch.In("cache"), tarball);
        await RunAsync("npm", "ls", "--prefix", Folder);
    }

    [GeneratedRegex("^```ts\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Example();

    static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        // Packages inside a package are other versions, which are listed and copied by themselves.
        foreach (var folder in Directory.GetDirectories(from).Where(folder => Path.GetFileName(folder) != "node_modules"))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    /// <summary>npm fetches a package anew whose programs are not linked.</summary>
    static void CopyLinks(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var link in Directory.GetFiles(from).Select(file => new FileInfo(file)).Where(file => file.LinkTarget is not null))
        {
            if (File.Exists(Path.GetFullPath(Path.Combine(to, link.LinkTarget!))))
            {
                File.CreateSymbolicLink(Path.Combine(to, link.Name), link.LinkTarget!);
            }
        }
    }

    static string Tool(string name) => Repository.In("node_modules", ".bin", name);

    static Task<string> RunAsync(params IReadOnlyList<string> command) => CommandLine.RunAsync(command, Cancellation);
}
