using System.Security.Cryptography;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Protos.Clients.Tests.Python;

public sealed class PackingTests(PythonPackage package) : IDisposable
{
    readonly ScratchFolder _scratch = new();

    [Fact]
    public async Task The_same_sources_are_the_same_bytes()
    {
        var again = await PythonPackage.BuildAsync(_scratch.In("again"), TestContext.Current.CancellationToken);
        Assert.Equal(2, again.Length);
        foreach (var file in again)
        {
            var before = Path.Combine(Path.GetDirectoryName(package.Wheel)!, Path.GetFileName(file));
            Assert.Equal(await HashAsync(before), await HashAsync(file));
        }
    }

    [Fact]
    public async Task The_wheel_and_the_archive_install_by_pip_without_a_network()
    {
        // pip compiles nothing and fetches nothing: what the package needs comes from Debian.
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(package.Wheel)!))
        {
            var target = _scratch.In(Path.GetExtension(file));
            await CommandLine.RunAsync(
                ["/usr/bin/python3", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--no-compile", "--target", target, file],
                TestContext.Current.CancellationToken);
            Assert.True(File.Exists(Path.Combine(target, "local_energy_market", "v1", "market_pb2.py")));
            Assert.True(File.Exists(Path.Combine(target, "local_energy_market", "py.typed")));
        }
    }

    public void Dispose() => _scratch.Dispose();

    static async Task<string> HashAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexString(await SHA256.HashDataAsync(stream, TestContext.Current.CancellationToken));
    }
}
