using System.Text.Json.Nodes;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Serving;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

[assembly: AssemblyFixture(typeof(LocalEnergyMarket.Edge.Provisioning.Tests.Field))]

namespace LocalEnergyMarket.Edge.Provisioning.Tests;

/// <summary>What a technician finds: a supplier's backend with a chain, a plant with meters, and boxes with TPMs that the supplier's list of makers knows. A quarter hour is 15 seconds.</summary>
public sealed class Field : RunningBackend, IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();
    readonly Dictionary<string, SoftwareTpm> _tpms = new(StringComparer.Ordinal);
    PlantSimulator? _plant;

    public Field() => Clock = new(DateTimeOffset.UtcNow, new DateTimeOffset(2026, 6, 21, 9, 0, 0, TimeSpan.Zero), 60);

    public PlantSimulator Plant => _plant!;

    public RegistryService.RegistryServiceClient Operator => new(As("Operator"));

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    string Roots => _scratch.In("roots");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Roots);
        string[] names = ["german", "english", "guided", "killed", "meter", "dead", "old", "new", "problems", "service"];
        var started = await Task.WhenAll(names.Select(async name => (name, await SoftwareTpm.StartAsync(_scratch.In($"tpm-{name}"), Cancellation))));
        foreach (var (name, tpm) in started)
        {
            _tpms.Add(name, tpm);
            foreach (var root in Directory.GetFiles(tpm.AuthorityFolder, "*cert.pem"))
            {
                File.Copy(root, Path.Combine(Roots, $"{name}-{Path.GetFileName(root)}"));
            }
        }

        _plant = await PlantSimulator.StartAsync(new Plant(new()), new(), Clock, Cancellation);
        await StartAsync(Cancellation);
    }

    protected override void Configure(JsonObject configuration) => configuration["Enrollment"] = new JsonObject { ["RootsFolder"] = Roots, ["AllowSoftwareTpms"] = true };

    /// <summary>A box as it leaves the factory, in a folder of its own with nothing in it but the supplier's authority.</summary>
    /// <param name="tpm">One of the TPMs.</param>
    public Site NewSite(string tpm)
    {
        var site = new Site(_scratch.In($"site-{Guid.NewGuid():N}"), this, _tpms[tpm]);
        File.WriteAllText(site.In("authority.pem"), Files.Certificates.Authority.ExportCertificatePem());
        File.WriteAllText(site.In("token"), Callers.TokenOf("Technician"));
        return site;
    }

    public async Task<string> CodeAsync(string? replaces = null) =>
        (await Operator.IssueEnrollmentCodeAsync(new() { Label = "Ringstraße 3, Keller", ReplacesBoxId = replaces ?? "" }, cancellationToken: Cancellation)).Code;

    public async Task<Box?> BoxAsync(string id) =>
        (await Operator.ListBoxesAsync(new(), cancellationToken: Cancellation)).Boxes.FirstOrDefault(box => box.BoxId == id);

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        if (_plant is not null)
        {
            await _plant.DisposeAsync();
        }

        foreach (var tpm in _tpms.Values)
        {
            await tpm.DisposeAsync();
        }

        await base.DisposeAsync();
        _scratch.Dispose();
    }
}
