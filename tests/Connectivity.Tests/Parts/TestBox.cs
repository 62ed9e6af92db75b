using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LocalEnergyMarket.Connectivity.Tests.Links;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Protos.Wire.Signing;
using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

namespace LocalEnergyMarket.Connectivity.Tests.Parts;

/// <summary>A box as it is shipped, with a TPM and numbered meters of its own.</summary>
sealed class TestBox : IAsyncDisposable
{
    readonly string _folder;
    readonly List<NumberedMeter> _meters;
    readonly List<long> _kills = [];
    ChildProcess? _process;

    TestBox(string name, string folder, SoftwareTpm tpm, IReadOnlyList<NumberedMeter> meters) => (Name, _folder, Tpm, _meters) = (name, folder, tpm, [.. meters]);

    public string Name { get; }

    public SoftwareTpm Tpm { get; }

    public IReadOnlyList<NumberedMeter> Meters => _meters;

    public Guid Id { get; private set; }

    public string Folder => _folder;

    public string ConfigurationFile => Path.Combine(_folder, "box.json");

    public int StatusPort { get; } = FreePorts.One();

    public string LogFile => Path.Combine(_folder, Name + ".log");

    /// <summary>When it was killed, by <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public IReadOnlyList<long> Kills => _kills;

    /// <summary>Words before the program, for example to run it in a network namespace.</summary>
    public IReadOnlyList<string> Prefix { get; set; } = [];

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public static async Task<TestBox> ManufactureAsync(string name, string folder, int meters, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        return new(
            name,
            folder,
            await SoftwareTpm.StartAsync(Path.Combine(folder, "tpm"), cancellation),
            NewMeters(name, 1, meters));
    }

    /// <summary>Before it is configured.</summary>
    public void AddMeters(int count) => _meters.AddRange(NewMeters(Name, _meters.Count + 1, count));

    /// <summary>A copy of everything: journal, identity, and the TPM, as whoever has a software TPM's files can make. Neither may run meanwhile.</summary>
    public async Task<TestBox> CloneAsync(string name, string folder, CancellationToken cancellation)
    {
        await Tpm.PowerOffAsync();
        await CommandLine.RunAsync(["cp", "--archive", _folder, folder], cancellation);
        await Tpm.PowerOnAsync(cancellation);
        return new(name, folder, await SoftwareTpm.StartAsync(Path.Combine(folder, "tpm"), cancellation), []) { Id = Id };
    }

    /// <param name="site">Where the backend is.</param>
    /// <param name="backend">As the box sees it.</param>
    /// <param name="change">Adds to the configuration or replaces in it.</param>
    public void Configure(Site site, Uri? backend = null, Action<Dictionary<string, object>>? change = null)
    {
        File.WriteAllText(Path.Combine(_folder, "authority.pem"), site.Files.Certificates.Authority.ExportCertificatePem());
        var options = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["clock"] = site.ClockText,
            ["backends"] = new[] { (backend ?? site.Backend).ToString() },
            ["authorityFile"] = "authority.pem",
            ["tpm"] = $"127.0.0.1:{Tpm.Port}",
            ["batchSeconds"] = 2,
            ["meters"] = Meters.Select(meter => meter.ToOptions()).ToArray(),
        };
        change?.Invoke(options);
        File.WriteAllText(ConfigurationFile, JsonSerializer.Serialize(options));
    }

    /// <summary>With a line to the backend that can be cut.</summary>
    public Forwarder ConfigureOnLine(Site site, Action<Dictionary<string, object>> change)
    {
        var line = new Forwarder(IPAddress.Loopback, site.Port);
        Configure(site, new Uri($"https://{line.EndPoint}"), change);
        return line;
    }

    /// <summary>What it says of itself; it must be configured to, at <see cref="StatusPort"/>.</summary>
    public async Task<JsonElement> StatusAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient();
        return await http.GetFromJsonAsync<JsonElement>(new Uri($"http://127.0.0.1:{StatusPort}/api/status"), cancellation);
    }

    /// <summary>As a technician's tool does it, once, or again when the TPM has lost its key.</summary>
    public async Task EnrolAsync(Site site, CancellationToken cancellation)
    {
        var before = Id == Guid.Empty ? "" : Id.ToString();
        var code = (await site.Registry.IssueEnrollmentCodeAsync(new() { Label = Name, ReplacesBoxId = before }, cancellationToken: cancellation)).Code;
        using var key = await BoxKey.OpenAsync($"127.0.0.1:{Tpm.Port}", create: true, cancellation);
        using var connection = BackendConnection.Open(site.Backend, BackendAccess.Load(Path.Combine(_folder, "authority.pem")));
        var identity = await Enrollment.EnrollAsync(connection, key, EnrollmentCode.TryParse(code, out var parsed) ? parsed : throw new InvalidOperationException(code), cancellation);
        identity.Save(Path.Combine(_folder, "identity.json"));
        Id = Guid.Parse(identity.BoxId);
    }

    public void Start() => _process = ChildProcess.Start(Name, _folder, [.. Prefix, Programs.Box, "--config", ConfigurationFile], Environment);

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        _process = null;
        _kills.Add(Stopwatch.GetTimestamp());
    }

    /// <summary>SIGTERM.</summary>
    /// <returns>Its exit status.</returns>
    public async Task<int> StopAsync(CancellationToken cancellation)
    {
        Signals.Terminate(_process!.Id);
        var status = await _process.WaitAsync(cancellation);
        await _process.DisposeAsync();
        _process = null;
        _kills.Add(Stopwatch.GetTimestamp());
        return status;
    }

    /// <summary>Waits until it ends by itself.</summary>
    public async Task<int> EndAsync(CancellationToken cancellation)
    {
        var status = await _process!.WaitAsync(cancellation);
        await _process.DisposeAsync();
        _process = null;
        _kills.Add(Stopwatch.GetTimestamp());
        return status;
    }

    public async Task<bool> SaidAsync(string text, CancellationToken cancellation) =>
        (await File.ReadAllTextAsync(LogFile, cancellation)).Contains(text, StringComparison.Ordinal);

    public bool Running => _process is { HasExited: false };

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        foreach (var meter in Meters)
        {
            await meter.DisposeAsync();
        }

        await Tpm.DisposeAsync();
    }

    static IReadOnlyList<NumberedMeter> NewMeters(string name, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(index => NumberedMeter.Start($"1LEM-{name}-{index}", index))];
}
