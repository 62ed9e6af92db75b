using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Package.Tests;

/// <summary>The Debian packages for this machine's architecture, built as <c>./lem pack box</c> builds them, and what lies in them.</summary>
public sealed class PackageFixture : IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();

    public static string Root { get; } = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Parent!.Parent!.Parent!.FullName;

    /// <summary>The packages' files as they lie on a box.</summary>
    public string Tree => _scratch.In("tree");

    /// <summary>The two programs in one folder, each with the library beside it.</summary>
    public string Programs => _scratch.In("programs");

    public string File(string name) => Assert.Single(Directory.EnumerateFiles(_scratch.Path, $"{name}_*.deb"));

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await CommandLine.RunAsync([Path.Combine(Root, "edge/package/build"), _scratch.Path, "amd64"], cancellation);
        foreach (var name in (string[])["lem-box", "lem-provision"])
        {
            await CommandLine.RunAsync(["dpkg-deb", "--extract", File(name), Tree], cancellation);
            Directory.CreateDirectory(Programs);
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Tree, "usr/lib", name)))
            {
                var link = Path.Combine(Programs, Path.GetFileName(file));
                if (!System.IO.File.Exists(link))
                {
                    System.IO.File.CreateSymbolicLink(link, file);
                }
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _scratch.Dispose();
        return ValueTask.CompletedTask;
    }
}
