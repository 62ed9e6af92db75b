using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Benchmarks.Rpc;

/// <summary>The two servers and the C++ client, each a process of its own; the C# client is this process.</summary>
sealed class Peers
{
    readonly string _folder;

    /// <exception cref="InvalidOperationException">The C++ peers cannot be compiled.</exception>
    public Peers()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "LocalEnergyMarket.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("LocalEnergyMarket.sln is in no folder above the benchmarks.");
        }

        _folder = Path.Combine(root, "artifacts", "bench-rpc");
        Run(Path.Combine(root, "tests", "Benchmarks", "Rpc", "Cpp", "build.sh"), _folder);
        WriteCertificate();
        File.WriteAllBytes(Hundred, SignedBatches.Content(100));
        File.WriteAllBytes(Thousand, SignedBatches.Content(1_000));
    }

    /// <summary>File with a batch of 100 readings.</summary>
    public string Hundred => Path.Combine(_folder, "batch-100");

    /// <summary>File with a batch of 1,000 readings.</summary>
    public string Thousand => Path.Combine(_folder, "batch-1000");

    /// <summary>File with the certificate of both servers.</summary>
    public string Certificate => Path.Combine(_folder, "server.pem");

    string Key => Path.Combine(_folder, "server.key");

    public ServerProcess CSharpServer() => new(Environment.ProcessPath!, [BenchServer.Command, Certificate, Key]);

    public ServerProcess CppServer() => new(Path.Combine(_folder, "server"), [Certificate, Key]);

    /// <summary>Operations a second of a case of the C++ client.</summary>
    public double CppClient(int port, TimeSpan time, params string[] arguments) => Number(Run(Path.Combine(_folder, "client"), [Text(port), Text(time), .. arguments]));

    /// <summary>Readings a second out of signed bytes, on one core.</summary>
    public double Decode(bool cpp, TimeSpan time, string batch) => Number(cpp
        ? Run("taskset", ["-c", "0", Path.Combine(_folder, "client"), "0", Text(time), "decode", batch])
        : Run("taskset", ["-c", "0", Environment.ProcessPath!, SignedBatches.Command, Text(time), batch]));

    static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    static double Number(string output) => double.Parse(output, CultureInfo.InvariantCulture);

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    static string Text(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }
}
