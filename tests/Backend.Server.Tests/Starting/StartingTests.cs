using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Server.Tests.Starting;

public sealed class StartingTests(RunningSystem system) : IDisposable
{
    readonly ScratchFolder _scratch = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What is spoilt, the value, and what the message must name.</summary>
    public static TheoryData<string, string, string> WrongKeys => new()
    {
        { "Clock", "\"tomorrow\"", "Clock" },
        { "Database", "\"\"", "Database" },
        { "Database", "\"Hots=127.0.0.1\"", "Database" },
        { "Listen.Port", "\"abc\"", "Listen:Port" },
        { "Listen.Port", "70000", "Listen:Port" },
        { "Listen.Address", "\"everywhere\"", "Listen:Address" },
        { "Listen.CertificateFile", "\"/nowhere/server.pem\"", "Listen:CertificateFile" },
        { "Listen.KeyFile", "\"/\"", "Listen:KeyFile" },
        { "Chain.Url", "\"chain\"", "Chain:Url" },
        { "Chain.Operator", "\"UPPER CASE\"", "Chain:Operator" },
        { "Chain.OperatorKeyFile", "\"/nowhere/key\"", "Chain:OperatorKeyFile" },
        { "Chain.TriggerKeyFile", "\"/\"", "Chain:TriggerKeyFile" },
        { "Enrollment.RootsFolder", "\"/nowhere\"", "Enrollment:RootsFolder" },
        { "AccessFile", "\"/nowhere/access.json\"", "AccessFile" },
        { "AccessFile", "\"/\"", "AccessFile" },
        { "Rpc", """{"Limits": {"StreamWindowBytes": 1000}}""", "Rpc:Limits:StreamWindowBytes" },
        { "Rpc", """{"Limits": {"StopSeconds": 0}}""", "Rpc:Limits:StopSeconds" },
        { "Rpc", """{"Health": {"IntervalSeconds": "often"}}""", "Rpc:Health:IntervalSeconds" },
        { "Boxes", """{"WaitingMessages": 1}""", "Boxes:WaitingMessages" },
        { "Jobs", """{"LeaseSeconds": 0}""", "Jobs:LeaseSeconds" },
        { "Schedules", """[{"Kind": "upkeep", "Cron": "every day"}]""", "Schedules:0:Cron" },
        { "Schedules", """[{"Kind": "upkeeping", "Cron": "0 15 3 * * ?"}]""", "Schedules:0" },
        { "Schedules", """[{"Kind": "upkeep", "Cron": "0 15 3 * * ?", "Arguments": "[1]"}]""", "Schedules:0:Arguments" },
        { "Schedules", """[{"Kind": "upkeep", "Cron": "0 15 3 * * ?"}, {"Kind": "upkeep", "Cron": "0 15 4 * * ?"}]""", "Schedules:1:Name" },
        { "Telemetry", """{"OtlpEndpoint": "collector:4317"}""", "Telemetry:OtlpEndpoint" },
        { "Telemetry", """{"OtlpProtocol": "http/json"}""", "Telemetry:OtlpProtocol" },
        { "Telemetry", """{"SampleRatio": 1.5}""", "Telemetry:SampleRatio" },
        { "Telemetry", """{"OtlpEndpoint": "http://127.0.0.1:1", "OtlpHeadersFile": "/nowhere/headers"}""", "Telemetry:OtlpHeadersFile" },
        { "Markets", """[{"BalancingGroup": "A", "ChainName": "a", "SurplusPrice": 5, "DeficitPrice": 4}]""", "Markets:0" },
        { "Markets", """[{"BalancingGroup": "A", "ChainName": "Not A Name"}]""", "Markets:0:ChainName" },
        { "Markets", """[{"BalancingGroup": "", "ChainName": "a"}]""", "Markets:0:BalancingGroup" },
        { "Markets", """[{"BalancingGroup": "A", "ChainName": "a"}, {"BalancingGroup": "A", "ChainName": "b"}]""", "Markets" },
    };

    [Theory]
    [MemberData(nameof(WrongKeys))]
    public async Task A_wrong_key_is_named_in_one_line(string key, string value, string named)
    {
        using var files = new ServerFiles(_scratch.Path);
        var file = files.Write(FreePorts.One(), "Host=127.0.0.1;Port=1;Username=lem", "http://127.0.0.1:1", settings => Set(settings, key, value));
        await AssertRefusedAsync(file, named);
    }

    [Fact]
    public async Task A_missing_configuration_file_is_named()
    {
        var file = _scratch.In("none.json");
        await AssertRefusedAsync(file, file);
    }

    [Theory]
    [InlineData("{ \"Clock\": ")]
    [InlineData("[1, 2")]
    public async Task A_configuration_file_that_is_no_JSON_is_named_with_the_place(string content)
    {
        var file = _scratch.In("broken.json");
        await File.WriteAllTextAsync(file, content, Cancellation);
        Assert.Contains("Line", await AssertRefusedAsync(file, file), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("[{\"name\": \"a\", \"tokenSha256\": \"0000000000000000000000000000000000000000000000000000000000000000\"}]", "role")]
    [InlineData("[{\"name\": \"a\", \"role\": \"Operator\"}]", "tokenSha256")]
    [InlineData("[{\"name\": \"a\", \"role\": \"Operator\", \"tokenSha256\": \"secret\"}]", "tokenSha256")]
    [InlineData("[{\"name\": \"a\", \"role\": 3, \"tokenSha256\": \"0000000000000000000000000000000000000000000000000000000000000000\"}]", "role")]
    [InlineData("[{\"name\": \"a\", \"role\": \"Customer\", \"tokenSha256\": \"0000000000000000000000000000000000000000000000000000000000000000\"}]", "customerId")]
    public async Task An_access_file_that_does_not_say_who_may_do_what_is_refused(string content, string named)
    {
        using var files = new ServerFiles(_scratch.Path);
        await File.WriteAllTextAsync(files.In("access.json"), content, Cancellation);
        var message = await AssertRefusedAsync(files.Write(FreePorts.One(), "Host=127.0.0.1;Port=1", "http://127.0.0.1:1"), "AccessFile");
        Assert.Contains(named, message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_database_that_is_away_is_named()
    {
        using var files = new ServerFiles(_scratch.Path);
        await AssertRefusedAsync(files.Write(FreePorts.One(), $"Host=127.0.0.1;Port={FreePorts.One()};Username=lem", system.Chain.Url), "Database");
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var files = new ServerFiles(_scratch.Path);
        using var occupier = new TcpListener(IPAddress.Loopback, 0);
        occupier.Start();
        var port = ((IPEndPoint)occupier.LocalEndpoint).Port;
        var message = await AssertRefusedAsync(
            files.Write(port, await system.Cluster.CreateDatabaseAsync(Cancellation), system.Chain.Url), "Listen:Port");
        Assert.Contains($"{port}", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_to_end_it_ends_in_order()
    {
        using var files = new ServerFiles(_scratch.Path);
        var file = files.Write(FreePorts.One(), await system.Cluster.CreateDatabaseAsync(Cancellation), system.Chain.Url);
        await using var server = await ServerProgram.StartAsync(_scratch.Path, file, Cancellation);
        Signals.Terminate(server.Id);
        Assert.Equal(0, await server.WaitAsync(Cancellation));
    }

    public void Dispose() => _scratch.Dispose();

    static void Set(JsonObject settings, string key, string value)
    {
        var path = key.Split('.');
        (path.Length == 1 ? settings : settings[path[0]]!)[path[^1]] = JsonNode.Parse(value);
    }

    static async Task<string> AssertRefusedAsync(string configuration, string named)
    {
        var (status, _, error) = await ServerProgram.RunAsync(configuration, Cancellation);
        Assert.True(status == 1, $"exit status {status}: {error}");
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(named, line, StringComparison.Ordinal);
        return line;
    }
}
