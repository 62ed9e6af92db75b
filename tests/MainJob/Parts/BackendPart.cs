using System.Globalization;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.MainJob.Parts;

/// <summary>The backend with its configuration.</summary>
public sealed class BackendPart
{
    BackendPart(Part process, string url) => (Process, Url) = (process, url);

    public Part Process { get; }

    public string Url { get; }

    internal static async Task<BackendPart> StartAsync(
        string folder, string clock, string database, ChainPart chain, PrivateAuthority authority, string rootsFolder, Callers callers,
        Action<Part> own, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var port = FreePorts.One();
        var (certificate, key) = authority.Issue("backend");
        var access = Path.Combine(folder, "access.json");
        callers.WriteTo(access);
        var config = ConfigFile.Write(
            Path.Combine(folder, "backend.json"),
            new
            {
                Clock = clock,
                Database = database,
                Listen = new { Address = "127.0.0.1", Port = port, CertificateFile = certificate, KeyFile = key },
                Chain = new { chain.Url, chain.OperatorKeyFile, chain.TriggerKeyFile },
                Enrollment = new { RootsFolder = rootsFolder, AllowSoftwareTpms = true },
                AccessFile = access,
                Markets = new[]
                {
                    new
                    {
                        Neighbourhood.BalancingGroup,
                        Neighbourhood.ChainName,
                        SurplusPrice = Neighbourhood.SurplusPrice.Value,
                        DeficitPrice = Neighbourhood.DeficitPrice.Value,
                        ProcessingFee = Neighbourhood.ProcessingFee.Value,
                        GraceMinutes = 30,
                    },
                },
            });
        var ready = Path.Combine(folder, "ready");
        var backend = new BackendPart(
            new("backend", folder, [Programs.PathOf("Backend.Server"), "--config", config, "--ready-file", ready], ready),
            string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}"));
        own(backend.Process);
        await backend.Process.StartAsync(cancellation);
        return backend;
    }
}
