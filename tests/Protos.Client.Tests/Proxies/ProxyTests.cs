using System.Globalization;
using System.Net.Sockets;
using System.Text;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Client.Tests.Servers;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Client.Tests.Proxies;

/// <summary>Through proxies that others wrote: microsocks (SOCKS5) and tinyproxy (HTTP CONNECT).</summary>
public sealed class ProxyTests : IDisposable
{
    readonly TestAuthority _authority = new();
    readonly ScratchFolder _scratch = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Through_socks5()
    {
        await using var server = await StartAsync("127.0.0.1");
        var port = FreePorts.One();
        await using var proxy = await SocksAsync(port);
        using var client = LemClient.Connect(Some.Options(_authority, server.Address) with { Proxy = new($"socks5://127.0.0.1:{port}") });
        Assert.Equal("behind", await client.WhoAsync());
    }

    [Fact]
    public async Task Through_socks5_with_a_password()
    {
        await using var server = await StartAsync("127.0.0.1");
        var port = FreePorts.One();
        await using var proxy = await SocksAsync(port, "-u", "box", "-P", "p@ss word");
        var options = Some.Options(_authority, server.Address);
        using var client = LemClient.Connect(options with { Proxy = new($"socks5://box:p%40ss%20word@127.0.0.1:{port}") });
        Assert.Equal("behind", await client.WhoAsync());

        using var wrong = LemClient.Connect(options with { Proxy = new($"socks5://box:guess@127.0.0.1:{port}"), Retry = new() { Attempts = 1 } });
        var e = await Assert.ThrowsAsync<UnavailableException>(wrong.WhoAsync);
        Assert.DoesNotContain("guess", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_goes_to_the_socks5_proxy_and_is_not_resolved_here()
    {
        await using var server = await StartAsync("localhost");
        var port = FreePorts.One();
        await using var proxy = await SocksAsync(port);
        await using var wire = new WireTap(port);
        using var client = LemClient.Connect(Some.Options(_authority, new Uri($"https://localhost:{server.Port}")) with { Proxy = new($"socks5://127.0.0.1:{wire.Port}") });
        Assert.Equal("behind", await client.WhoAsync());
        // RFC 1928, section 4: version 5, CONNECT, reserved, ATYP 3 (a domain name), its length, the name.
        Assert.Contains(Encoding.Latin1.GetString([5, 1, 0, 3, 9]) + "localhost", wire.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Through_http_connect_with_a_password()
    {
        await using var server = await StartAsync("localhost");
        var port = FreePorts.One();
        var configuration = _scratch.In("tinyproxy.conf");
        await File.WriteAllTextAsync(
            configuration, $"Port {port}\nListen 127.0.0.1\nTimeout 60\nMaxClients 10\nBasicAuth box secret\n".Replace("\n", Environment.NewLine, StringComparison.Ordinal), Cancellation);
        await using var proxy = ChildProcess.Start("tinyproxy", _scratch.Path, ["tinyproxy", "-d", "-c", configuration]);
        await ListensAsync(proxy, port);
        var options = Some.Options(_authority, new Uri($"https://localhost:{server.Port}"));
        using var client = LemClient.Connect(options with { Proxy = new($"http://box:secret@127.0.0.1:{port}") });
        Assert.Equal("behind", await client.WhoAsync());

        using var stranger = LemClient.Connect(options with { Proxy = new($"http://127.0.0.1:{port}"), Retry = new() { Attempts = 1 } });
        Assert.Contains("407", (await Assert.ThrowsAsync<UnavailableException>(stranger.WhoAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_address_is_tried_through_the_proxy_and_a_proxy_that_is_away_is_said()
    {
        await using var server = await StartAsync("127.0.0.1");
        var port = FreePorts.One();
        await using var proxy = await SocksAsync(port);
        var options = Some.Options(_authority, new Uri($"https://127.0.0.1:{FreePorts.One()}"), server.Address);
        using var client = LemClient.Connect(options with { Proxy = new($"socks5://127.0.0.1:{port}") });
        Assert.Equal("behind", await client.WhoAsync());

        using var lost = LemClient.Connect(options with { Proxy = new($"socks5://127.0.0.1:{FreePorts.One()}"), Retry = new() { Attempts = 1 } });
        await Assert.ThrowsAsync<UnavailableException>(lost.WhoAsync);
    }

    [Fact]
    public async Task The_certificate_is_checked_behind_the_proxy_as_well()
    {
        using var stranger = new TestAuthority("Somebody else");
        await using var server = await TestServer.StartAsync(stranger.Server());
        var port = FreePorts.One();
        await using var proxy = await SocksAsync(port);
        using var client = LemClient.Connect(Some.Options(_authority, server.Address) with { Proxy = new($"socks5://127.0.0.1:{port}") });
        await Assert.ThrowsAsync<UntrustedServerException>(client.WhoAsync);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _scratch.Dispose();
    }

    Task<TestServer> StartAsync(string host) => TestServer.StartAsync(_authority.Server(host), "behind");

    async Task<ChildProcess> SocksAsync(int port, params string[] arguments)
    {
        var proxy = ChildProcess.Start(
            "microsocks", _scratch.Path, ["microsocks", "-i", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), .. arguments]);
        await ListensAsync(proxy, port);
        return proxy;
    }

    static Task ListensAsync(ChildProcess proxy, int port) => proxy.UntilAsync(
        "it listened",
        async stop =>
        {
            using var attempt = new TcpClient();
            try
            {
                await attempt.ConnectAsync("127.0.0.1", port, stop);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        },
        TimeSpan.FromSeconds(30),
        Cancellation);
}
