using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

namespace LocalEnergyMarket.Edge.Provisioning.Tests;

/// <summary>A box where it hangs, and the technician's tool at it.</summary>
public sealed class Site(string folder, Field supplier, SoftwareTpm tpm)
{
    static readonly string Program = Path.Combine(AppContext.BaseDirectory, "lem-provision");

    public static string Box { get; } = Path.Combine(AppContext.BaseDirectory, "lem-box");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public SoftwareTpm Tpm => tpm;

    public string Tpm2 => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{tpm.Port}");

    public string In(string name) => Path.Combine(Directory.CreateDirectory(folder).FullName, name);

    public string Backend => supplier.Address.ToString();

    public string[] First => ["--backend", Backend, "--authority", "authority.pem", "--tpm", Tpm2];

    public IReadOnlyList<string> Command(params IEnumerable<string> arguments) => [Program, .. arguments, "--config", In("box.json")];

    /// <summary>Runs the tool with JSON output.</summary>
    public async Task<Said> RunAsync(params IReadOnlyList<string> arguments)
    {
        var (status, output, error) = await CommandLine.TryAsync(Command([.. arguments, "--json"]), Cancellation, Environment);
        return new(string.Join(' ', arguments), status, output, error);
    }

    /// <summary>Runs the tool, which must do all well.</summary>
    public async Task<Said> DoneAsync(params IReadOnlyList<string> arguments)
    {
        var said = await RunAsync(arguments);
        Assert.True(said.Status == 0, $"{said.Command}: {said.Status} {said.Output} {said.Error}");
        return said;
    }

    /// <summary>Runs the tool, which must say this problem.</summary>
    public async Task<Said> ProblemAsync(string id, int status, params IReadOnlyList<string> arguments)
    {
        var said = await RunAsync(arguments);
        Assert.True(said.Status == status && said.Problems.Contains(id, StringComparer.Ordinal), $"{said.Command}: {said.Status} (not {status}) or no {id} in {said.Output} {said.Error}");
        return said;
    }

    /// <summary>The box's own program takes the configuration that the tool has written.</summary>
    public async Task TakenByBoxAsync()
    {
        var (status, output, error) = await CommandLine.TryAsync([Box, "--check", "--config", In("box.json")], Cancellation);
        Assert.True(status == 0, $"{output} {error} {await File.ReadAllTextAsync(In("box.json"), Cancellation)}");
    }

    /// <summary>Runs the tool for people.</summary>
    public Task<(int Status, string Output, string Error)> TextAsync(params IReadOnlyList<string> arguments) => CommandLine.TryAsync(Command(arguments), Cancellation, Environment);

    /// <summary>Configuration, meters (pv and household), clock as the backend's.</summary>
    public async Task PrepareAsync()
    {
        await DoneAsync(["init", .. First]);
        await SetClockAsync();
        await DoneAsync(Add("pv"));
    }

    /// <summary>The market of these tests is fast.</summary>
    public async Task SetClockAsync() => await File.WriteAllTextAsync(
        In("box.json"), (await File.ReadAllTextAsync(In("box.json"), Cancellation)).Replace("\n{\n", $"\n{{\n  \"clock\": \"{supplier.Clock}\", // the tests'\n", StringComparison.Ordinal), Cancellation);

    public string[] Add(string name, string? serial = null)
    {
        var meter = supplier.Plant.Meters.Single(meter => meter.Name == name);
        return ["meters", "add", "--serial", serial ?? Serial(name), "--type", meter.Device.Type, "--host", "127.0.0.1", "--port", meter.Port.ToString(CultureInfo.InvariantCulture)];
    }

    /// <summary>Of this site alone: a meter hangs at one box.</summary>
    public string Serial(string name) => $"1{name.ToUpperInvariant()}-{Path.GetFileName(folder)[^6..]}";

    /// <summary>The account of the market's contract, as the box was told.</summary>
    public string Contract => JsonNode.Parse(File.ReadAllText(In("identity.json")))!["contractAccount"]!.ToString();

    public string BoxId => JsonNode.Parse(File.ReadAllText(In("identity.json")))!["boxId"]!.ToString();

    static Dictionary<string, string> Environment => new(StringComparer.Ordinal) { ["LANG"] = "C.UTF-8", ["LEM_TOKEN_FILE"] = "" };
}

/// <summary>What the tool said as JSON lines.</summary>
public sealed record Said(string Command, int Status, string Output, string Error)
{
    public IReadOnlyList<JsonObject> Lines => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (JsonObject)JsonNode.Parse(line)!)];

    public IReadOnlyList<string> Problems => [.. Lines.Select(line => line["problem"]?.ToString()).OfType<string>()];

    public JsonObject Data(string step) => (JsonObject)(Lines.FirstOrDefault(line => line["step"]!.ToString() == step && line["data"] is not null) ?? throw new InvalidOperationException($"{Command} said nothing of {step}: {Output}"))["data"]!;
}
