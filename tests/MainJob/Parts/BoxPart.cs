using System.Text.Json;
using LocalEnergyMarket.Testbed;
using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

namespace LocalEnergyMarket.MainJob.Parts;

/// <summary>A box: its TPM, its configuration, the technician's tool, and the daemon.</summary>
public sealed class BoxPart
{
    readonly string _folder;

    BoxPart(string name, string folder, SoftwareTpm tpm)
    {
        (Name, _folder, Tpm) = (name, folder, tpm);
        Process = new(name, folder, [Programs.PathOf("Edge.Gateway", "lem-box"), "--config", Config], null);
    }

    public string Name { get; }

    public Part Process { get; }

    public SoftwareTpm Tpm { get; }

    /// <summary>The journal of readings and batches.</summary>
    public string JournalFile => Path.Combine(_folder, "journal.db");

    /// <summary>Given at the enrolment.</summary>
    public string BoxId => Identity("boxId");

    /// <summary>The box's account on the chain, given at the enrolment.</summary>
    public string ChainAccount => Identity("chainAccount");

    string Config => Path.Combine(_folder, "box.json");

    /// <summary>A box as it leaves the factory: a TPM with an endorsement certificate, and nothing else.</summary>
    internal static async Task<BoxPart> ManufactureAsync(string name, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        return new(name, folder, await SoftwareTpm.StartAsync(Path.Combine(folder, "tpm"), cancellation));
    }

    internal void Configure(string clock, string backend, string authorityFile, IReadOnlyList<object> meters, string? node = null) => ConfigFile.Write(
        Config,
        new
        {
            Clock = clock,
            Backends = new[] { backend },
            AuthorityFile = authorityFile,
            Tpm = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"127.0.0.1:{Tpm.Port}"),
            BatchSeconds = 180,
            Chain = node is null ? null : new { Endpoints = new[] { node }, IdleSeconds = 2, ExpirySeconds = 10 },
            Meters = meters,
        });

    /// <summary>Runs the technician's tool.</summary>
    /// <returns>What it said.</returns>
    /// <exception cref="TestbedException">A step of it failed; the message says which.</exception>
    public Task<string> ProvisionAsync(IReadOnlyList<string> arguments, CancellationToken cancellation) =>
        CommandLine.RunAsync([Programs.PathOf("Edge.Provisioning", "lem-provision"), .. arguments, "--config", Config], cancellation);

    string Identity(string member)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "identity.json")));
        return json.RootElement.GetProperty(member).GetString()!;
    }
}
