using System.Globalization;
using System.Text.Json;
using LocalEnergyMarket.Edge.Gateway.Tests.Backend;
using LocalEnergyMarket.Edge.Gateway.Tests.Streaming;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

namespace LocalEnergyMarket.Benchmarks.Edge;

/// <summary>A box as it is shipped, with a software TPM, twenty meters and a backend over TLS that checks everything and commits to memory.</summary>
sealed class BenchBox : IAsyncDisposable
{
    // On the disk of the repository: the folder for temporary files is often in memory, where a flush costs nothing.
    readonly string _folder = Path.Combine(AppContext.BaseDirectory, "edge-" + Path.GetRandomFileName());
    readonly TestCertificates _certificates = new();
    readonly string _program;
    SoftwareTpm? _tpm;
    TestBackend? _backend;

    BenchBox(string program) => _program = program;

    public BenchMeters Meters { get; } = new();

    public Ledger Ledger { get; private set; } = null!;

    /// <summary>Between the last box that was run and the backend.</summary>
    public CountingProxy Wire { get; private set; } = null!;

    public static async Task<BenchBox> StartAsync(string program)
    {
        var bench = new BenchBox(program);
        try
        {
            await bench.SetUpAsync();
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the program, with a way to the backend of its own.</summary>
    public async Task<ChildProcess> RunAsync(string name)
    {
        await WireAsync();
        return ChildProcess.Start(name, _folder, [_program, "--config", Path.Combine(_folder, "box.json")]);
    }

    public async ValueTask DisposeAsync()
    {
        if (Wire is not null)
        {
            await Wire.DisposeAsync();
        }

        if (_backend is not null)
        {
            await _backend.DisposeAsync();
        }

        if (_tpm is not null)
        {
            await _tpm.DisposeAsync();
        }

        await Meters.DisposeAsync();
        _certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    async Task SetUpAsync()
    {
        Directory.CreateDirectory(_folder);
        _tpm = await SoftwareTpm.StartAsync(Path.Combine(_folder, "tpm"), CancellationToken.None);
        var tpm = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_tpm.Port}");
        using (var key = await BoxKey.OpenAsync(tpm, create: true, CancellationToken.None))
        {
            Ledger = new() { BoxId = Guid.NewGuid().ToString(), PublicKey = key.Signer.PublicKey };
            new BoxIdentity(Ledger.BoxId, key.PublicKeyHex, "lem.box1", "lem.market", Convert.ToHexStringLower(Ledger.ChainId)).Save(Path.Combine(_folder, "identity.json"));
        }

        _backend = await TestBackend.StartAsync(Ledger, _certificates.Server(), CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(_folder, "authority.pem"), _certificates.Authority.ExportCertificatePem());
    }

    async Task WireAsync()
    {
        if (Wire is not null)
        {
            await Wire.DisposeAsync();
        }

        Wire = new(_backend!.Port);
        var tpm = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_tpm!.Port}");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "box.json"),
            JsonSerializer.Serialize(new { backends = new[] { Wire.Address.ToString() }, authorityFile = "authority.pem", tpm, meters = Meters.Configuration }));
    }
}
