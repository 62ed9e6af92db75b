using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Portal.Web.Tests;

/// <summary>The program as an operator starts it.</summary>
public sealed class CommandTests(PortalFixture portal) : IDisposable
{
    static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Portal.Web");

    readonly ScratchFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_serves_says_when_it_is_ready_invites_and_stops_when_asked()
    {
        var port = FreePorts.One();
        var config = Configuration(port);
        var ready = _folder.In("ready");
        await using var program = ChildProcess.Start("portal", _folder.Path, [Program, "--config", config, "--ready-file", ready]);
        var origin = (await program.FileAsync(ready, Cancellation)).Trim();
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"https://localhost:{port}"), origin);

        var invitation = await CommandLine.RunAsync([Program, "invite", "--config", config, "--name", "Jörg Müller", "--hours", "2"], Cancellation);
        var link = invitation.Trim().Split('\n')[^1];
        Assert.StartsWith($"{origin}/register#", link, StringComparison.Ordinal);
        using var person = new Person(origin, portal.AuthorityFile, "de");
        Assert.True((await person.RegisterAsync(link[(link.IndexOf('#', StringComparison.Ordinal) + 1)..])).SignedIn);
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/status")).Status);

        Signals.Terminate(program.Id);
        Assert.Equal(0, await program.WaitAsync(Cancellation));
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await RefusedAsync(1, $"{port}", "--config", Configuration(port));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_one_clear_line() =>
        await RefusedAsync(1, "Database", "--config", Configuration(FreePorts.One(), ("Database", $"Host=127.0.0.1;Port={FreePorts.One()};Username=lem")));

    [Theory]
    [InlineData("Database", "Host")]
    [InlineData("DefaultLanguage", "fr")]
    [InlineData("Origin", "https://127.0.0.1:9443")]
    [InlineData("Colour", "green")]
    public async Task A_wrong_value_is_named_by_its_key(string key, string value) =>
        await RefusedAsync(1, key, "--config", Configuration(FreePorts.One(), (key, value)));

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named()
    {
        var config = Configuration(FreePorts.One());
        var text = await File.ReadAllTextAsync(config, Cancellation);
        await File.WriteAllTextAsync(config, text.Replace("portal-key.pem", "no-key.pem", StringComparison.Ordinal), Cancellation);
        await RefusedAsync(1, "no-key.pem", "--config", config);
    }

    [Fact]
    public async Task A_port_that_is_none_is_named() => await RefusedAsync(1, "Listen:Port: 65536", "--config", Configuration(65536));

    [Fact]
    public async Task A_configuration_that_is_not_there_is_named() => await RefusedAsync(1, "nowhere.json", "--config", "nowhere.json");

    [Theory]
    [InlineData("--config")]
    [InlineData("--colour", "green")]
    [InlineData("invite", "--config", "portal.json")]
    [InlineData("invite", "--config", "portal.json", "--name", "A", "--hours", "0")]
    public async Task A_wrong_command_line_shows_how_it_goes(params string[] arguments)
    {
        var (status, _, error) = await CommandLine.TryAsync([Program, .. arguments], Cancellation);
        Assert.Equal(2, status);
        Assert.Contains("Portal.Web invite --config PATH --name NAME", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    static async Task RefusedAsync(int expected, string named, params string[] arguments)
    {
        var (status, output, error) = await CommandLine.TryAsync([Program, .. arguments], Cancellation);
        Assert.Equal(expected, status);
        Assert.Equal("", output);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    string Configuration(int port, params (string Key, object Value)[] changes)
    {
        var options = portal.Options;
        var values = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Listen"] = new { Port = port, options.Listen.CertificateFile, options.Listen.KeyFile },
            ["Database"] = options.Database,
            ["Backend"] = new { options.Backend.Address, options.Backend.CaFile, options.Backend.TokenFile },
        };
        foreach (var (key, value) in changes)
        {
            values[key] = value;
        }

        var path = _folder.In("portal.json");
        File.WriteAllText(path, JsonSerializer.Serialize(values));
        return path;
    }
}
