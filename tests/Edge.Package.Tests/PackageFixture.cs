using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Package.Tests;

/// <summary>The Debian packages for this machine's architecture, built as <c>./lem pack box</c> builds them, and what lies in them.</summary>
public sealed class PackageFixture : IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();

    public static string Root { get; } = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Parent!.Parent!.Parent!.FullName;

    /// <summary>The packages' files as they lie on a box.</summary>
    public string Tree => _scratch.In("tree");

    /// <summary>The two programs in one folder. lem-box is run under strace where that is allowed.</summary>
    public string Programs => _scratch.In("programs");

    /// <summary>One file for each run of lem-box: its system calls.</summary>
    public string Traces => _scratch.In("traces");

    public string File(string name) => Assert.Single(Directory.EnumerateFiles(_scratch.Path, $"{name}_*.deb"));

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var architecture = (await CommandLine.RunAsync(["dpkg", "--print-architecture"], cancellation)).Trim();
        await CommandLine.RunAsync([Path.Combine(Root, "edge/package/build"), _scratch.Path, architecture], cancellation);
        foreach (var name in (string[])["lem-box", "lem-provision"])
        {
            await CommandLine.RunAsync(["dpkg-deb", "--extract", File(name), Tree], cancellation);
        }

        Directory.CreateDirectory(Programs);
        System.IO.File.CreateSymbolicLink(Path.Combine(Programs, "lem-provision"), Path.Combine(Tree, "usr/lib/lem-provision/lem-provision"));
        await TracedAsync(Path.Combine(Programs, "lem-box"), Path.Combine(Tree, "usr/lib/lem-box/lem-box"), cancellation);
    }

    /// <summary>A script in the program's place. The program keeps the script's process, so that signals reach it; strace is a process beside it.</summary>
    async Task TracedAsync(string script, string program, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Traces);
        var (status, _, _) = await CommandLine.TryAsync(["strace", "-D", "-o", "/dev/null", "true"], cancellation);
        var strace = status == 0 ? $"strace -D -f -q -o '{Traces}/'$$ -- " : "";
        await System.IO.File.WriteAllTextAsync(script, $"#!/bin/sh\nexec {strace}'{program}' \"$@\"\n", cancellation);
        System.IO.File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public ValueTask DisposeAsync()
    {
        _scratch.Dispose();
        return ValueTask.CompletedTask;
    }
}
