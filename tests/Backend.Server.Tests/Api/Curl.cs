using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Server.Tests.Api;

/// <summary>Debian's curl, which knows nothing of gRPC and trusts the supplier's authority alone.</summary>
sealed class Curl : IDisposable
{
    readonly ScratchFolder _folder = new();
    readonly RunningSystem _system;

    public Curl(RunningSystem system)
    {
        _system = system;
        File.WriteAllText(_folder.In("supplier.pem"), system.Files.Certificates.Authority.ExportCertificatePem());
    }

    /// <summary>Where commands run: holds <c>supplier.pem</c>.</summary>
    public string Folder => _folder.Path;

    /// <returns>HTTP's version and status, and the body.</returns>
    public async Task<(string Version, int Status, string Body)> PostAsync(string who, string method, string json, params string[] options)
    {
        var output = await CommandLine.RunAsync(
            [
                "curl", "--silent", "--show-error", "--noproxy", "*", "--cacert", _folder.In("supplier.pem"), "--write-out", "\n%{http_version} %{http_code}",
                "--header", $"Authorization: Bearer {Callers.TokenOf(who)}", "--header", "Content-Type: application/json", "--data-binary", json, .. options,
                new Uri(_system.Address, method).ToString(),
            ],
            TestContext.Current.CancellationToken);
        var end = output.LastIndexOf('\n');
        var said = output[(end + 1)..].Split(' ');
        return (said[0], int.Parse(said[1], System.Globalization.CultureInfo.InvariantCulture), output[..end]);
    }

    public void Dispose() => _folder.Dispose();
}
