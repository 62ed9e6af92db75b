using System.Globalization;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Package.Tests;

public sealed partial class PackageTests(PackageFixture package) : IClassFixture<PackageFixture>
{
    const int LargestOnDisk = 30_000_000;

    string Unit => Path.Combine(package.Tree, "usr/lib/systemd/system/lem-box.service");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// Compiled ahead of time, a program has only what somebody seems to use: what the programs do is tried with what is shipped. And whatever the box asks of the kernel meanwhile the
    /// unit allows.
    /// </summary>
    [Fact]
    public async Task The_programs_of_the_package_do_what_the_built_ones_do()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Name;
        var tests = Path.Combine(PackageFixture.Root, "artifacts/bin/Edge.Gateway.Tests", configuration, "Edge.Gateway.Tests");
        var (status, output, error) = await CommandLine.TryAsync(
            [tests, "-noColor", "-class", "*.BoxProcessTests", "-class", "*.ChainProcessTests"], Cancellation,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["LEM_PROGRAMS"] = package.Programs });

        Assert.True(status == 0, output + error);
        var total = Totals().Match(output);
        Assert.True(total.Success && int.Parse(total.Groups["total"].Value, CultureInfo.InvariantCulture) >= 2, output);
        await WhatWasAskedOfTheKernelTheUnitAllowsAsync();
    }

    async Task WhatWasAskedOfTheKernelTheUnitAllowsAsync()
    {
        var traces = Directory.GetFiles(package.Traces);
        if (traces.Length == 0)
        {
            TestContext.Current.AddWarning("This machine does not let strace look at a program: what the box asks of the kernel was not held against the unit.");
            return;
        }

        var allowed = await SystemCalls.AllowedByAsync(Unit, Cancellation);
        // Whether somebody keeps the clock right can be asked, but nobody here can set it.
        Assert.Superset(new HashSet<string>(["adjtimex", "clock_adjtime"], StringComparer.Ordinal), allowed.ToHashSet(StringComparer.Ordinal));
        Assert.DoesNotContain("clock_settime", allowed);
        var calls = new List<(string Call, string Line)>();
        foreach (var trace in traces)
        {
            calls.AddRange(SystemCalls.In(await File.ReadAllLinesAsync(trace, Cancellation)));
        }

        // SQLite gives its files to the database's owner, but only where it runs as root, as these tests may.
        Assert.Equal("", string.Join(' ', calls.Select(call => call.Call).Distinct(StringComparer.Ordinal).Where(call => call != "fchown" && !allowed.Contains(call))));
        // MemoryDenyWriteExecute refuses these.
        Assert.DoesNotContain(calls, call => call.Line.Contains("PROT_EXEC", StringComparison.Ordinal) && (call.Call != "mmap" || call.Line.Contains("PROT_WRITE", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_box_takes_no_more_of_the_disk_than_it_may()
    {
        var files = new DirectoryInfo(Path.Combine(package.Tree, "usr/lib/lem-box")).EnumerateFiles().ToList();
        Assert.Equal("lem-box libe_sqlite3.so", string.Join(" ", files.Select(f => f.Name).Order(StringComparer.Ordinal)));
        Assert.InRange(files.Sum(f => f.Length), 1, LargestOnDisk);
    }

    /// <summary>Whatever the programs load of the system must come from a package that theirs depends on.</summary>
    [Theory]
    [InlineData("lem-box")]
    [InlineData("lem-provision")]
    public async Task What_a_program_is_linked_with_its_package_depends_on(string name)
    {
        var depends = await CommandLine.RunAsync(["dpkg-deb", "--field", package.File(name), "Depends"], Cancellation);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(package.Tree, "usr/lib", name)))
        {
            var linked = await CommandLine.RunAsync(["ldd", file], Cancellation);
            foreach (Match library in Library().Matches(linked))
            {
                var owner = await CommandLine.RunAsync(["dpkg", "-S", Path.GetFullPath(library.Groups["path"].Value.Replace("/lib64/", "/lib/x86_64-linux-gnu/", StringComparison.Ordinal))], Cancellation);
                Assert.Contains(owner.Split(':')[0].Trim(), depends, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task The_unit_exposes_little_and_is_well_formed()
    {
        var report = await CommandLine.RunAsync(["systemd-analyze", "security", "--offline=true", "--no-pager", Unit], Cancellation);
        var exposure = decimal.Parse(Exposure().Match(report).Groups["level"].Value, CultureInfo.InvariantCulture);
        Assert.InRange(exposure, 0m, 2.0m);

        var (_, _, complaints) = await CommandLine.TryAsync(["systemd-analyze", "verify", "--man=no", Unit], Cancellation);
        // The program is where a box has it, which is not here; whatever else there is to say is wrong.
        Assert.DoesNotMatch(@"lem-box\.service:\d+", complaints);
    }

    [Fact]
    public async Task The_maintainer_scripts_are_shell()
    {
        var control = await CommandLine.RunAsync(["dpkg-deb", "--info", package.File("lem-box")], Cancellation);
        foreach (var script in (string[])["postinst", "prerm", "postrm"])
        {
            Assert.Contains(script, control, StringComparison.Ordinal);
            await CommandLine.RunAsync(["sh", "-n", Path.Combine(PackageFixture.Root, "edge/package", script)], Cancellation);
        }
    }

    [GeneratedRegex(@"Total: (?<total>\d+)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Totals();

    [GeneratedRegex(@"(?<path>/\S+\.so\S*)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Library();

    [GeneratedRegex(@"Overall exposure level for \S+: (?<level>[\d.]+)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Exposure();
}
