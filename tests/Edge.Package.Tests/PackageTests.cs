using System.Globalization;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Package.Tests;

public sealed partial class PackageTests(PackageFixture package) : IClassFixture<PackageFixture>
{
    const int LargestOnDisk = 30_000_000;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Trimming leaves out what nobody seems to use: what the programs do is tried with what is shipped.</summary>
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
        var unit = Path.Combine(package.Tree, "usr/lib/systemd/system/lem-box.service");
        var report = await CommandLine.RunAsync(["systemd-analyze", "security", "--offline=true", "--no-pager", unit], Cancellation);
        var exposure = decimal.Parse(Exposure().Match(report).Groups["level"].Value, CultureInfo.InvariantCulture);
        Assert.InRange(exposure, 0m, 2.0m);

        var (_, _, complaints) = await CommandLine.TryAsync(["systemd-analyze", "verify", "--man=no", unit], Cancellation);
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
