using System.IO.Compression;
using LocalEnergyMarket.Testbed.Processes;

[assembly: AssemblyFixture(typeof(LocalEnergyMarket.Protos.Clients.Tests.Python.PythonPackage))]

namespace LocalEnergyMarket.Protos.Clients.Tests.Python;

/// <summary>The Python client as it is packed, unpacked where Debian's Python finds it beside its own grpcio and protobuf.</summary>
public sealed class PythonPackage : IAsyncLifetime
{
    const string Interpreter = "/usr/bin/python3";

    readonly ScratchFolder _scratch = new();

    public static string Sources { get; } = Path.Combine(Root(), "protos", "clients", "python");

    static string Scripts { get; } = Path.Combine(Root(), "tests", "Protos.Clients.Tests", "Python", "scripts");

    public string Wheel { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Wheel = Assert.Single(await BuildAsync(_scratch.In("packed"), TestContext.Current.CancellationToken), file => file.EndsWith(".whl", StringComparison.Ordinal));
        await ZipFile.ExtractToDirectoryAsync(Wheel, _scratch.In("installed"), TestContext.Current.CancellationToken);
    }

    /// <summary>Packs as <c>./lem pack</c> does.</summary>
    /// <returns>The files made.</returns>
    public static async Task<string[]> BuildAsync(string folder, CancellationToken cancellation)
    {
        var output = await CommandLine.RunAsync([Interpreter, Path.Combine(Sources, "build.py"), folder], cancellation);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Runs the tests of a script in a folder of its own.</summary>
    public async Task PassAsync(string script, Dictionary<string, string> environment, CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(_scratch.In(script)).FullName;
        environment["PYTHONPATH"] = $"{_scratch.In("installed")}:{Scripts}";
        environment["PYTHONDONTWRITEBYTECODE"] = "1";
        environment["PYTHONWARNINGS"] = "error::ResourceWarning";
        environment["LEM_FOLDER"] = folder;
        environment["LEM_README"] = Path.Combine(Sources, "README.md");
        var (status, output, error) = await CommandLine.TryAsync(["timeout", "--signal=KILL", "120", Interpreter, "-m", "unittest", script], cancellation, environment);
        Assert.True(status == 0 && error.Contains("\nOK", StringComparison.Ordinal), $"{script} ended with exit status {status}:\n{error}{output}");
    }

    public ValueTask DisposeAsync()
    {
        _scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LocalEnergyMarket.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("LocalEnergyMarket.sln is in no folder above the tests.");
        }

        return folder;
    }
}
