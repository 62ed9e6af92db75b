using System.Net;
using System.Net.Http.Headers;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.LocalApi;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.LocalApi;

/// <summary>The box's page and API over real connections.</summary>
public sealed class LocalApiTests : IAsyncDisposable
{
    const string Serial = "1LEM<b>0000000001";

    static readonly BoxOptions Options = new()
    {
        Backends = ["https://backend.example:8443"],
        AuthorityFile = "authority.pem",
        Meters = [new() { Serial = Serial, Index = 1, Type = "eastron-sdm630", Host = "10.0.0.5" }, new() { Serial = "1LEM0000000002", Index = 2, Type = "kostal-ksem", Host = "10.0.0.6" }],
    };

    readonly ScratchFolder _scratch = new();
    readonly CancellationTokenSource _stop = new();
    readonly BoxVitals _vitals = new(TimeProvider.System);
    readonly List<(LocalServer Server, Task Running)> _servers = [];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/?lang=de", "", "de")]
    [InlineData("/", "de-DE,de;q=0.9,en;q=0.8", "de")]
    [InlineData("/", "fr,en;q=0.5,de;q=0.4", "en")]
    [InlineData("/", "", "en")]
    [InlineData("/?lang=en", "de", "en")]
    public async Task The_page_shows_the_box_in_the_reader_s_language(string path, string accepted, string language)
    {
        FillVitals();
        using var http = Http(await ServeAsync());
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Language", accepted);
        using var answer = await http.SendAsync(request, Cancellation);
        var page = new HtmlParser(new() { IsStrictMode = true }).ParseDocument(await answer.Content.ReadAsStringAsync(Cancellation));

        Assert.Equal(language, page.DocumentElement.GetAttribute("lang"));
        var text = page.Body!.TextContent;
        foreach (var word in language == "de" ? (string[])["Zähler", "Einspeisung (2.8.0)", "1.234.567 Wh", "gut", "stumm: no route", "TPM ist bereit"] : ["Meters", "export (2.8.0)", "1,234,567 Wh", "good", "silent: no route", "TPM is ready"])
        {
            Assert.Contains(word, text, StringComparison.Ordinal);
        }

        // What stands in the configuration is text, never markup.
        Assert.Contains(Serial, text, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("b, script, form, img, link"));
        Accessible(page);
    }

    [Fact]
    public async Task All_words_are_in_both_languages()
    {
        FillVitals();
        foreach (var quality in Enum.GetValues<Quality>().Where(q => q != Quality.Unspecified))
        {
            Assert.NotEqual(new Wording(German: false)[$"{quality}"], new Wording(German: true)[$"{quality}"], StringComparer.Ordinal);
        }

        using var http = Http(await ServeAsync());
        var parser = new HtmlParser();
        var (german, english) = (parser.ParseDocument(await http.GetStringAsync("/?lang=de", Cancellation)), parser.ParseDocument(await http.GetStringAsync("/?lang=en", Cancellation)));
        string[] same = ["Backend", "Journal", "Software", "Version", "tpm", "Register"];
        Assert.Equal(
            same.Order(StringComparer.Ordinal),
            Heads(german).Intersect(Heads(english), StringComparer.Ordinal).Where(head => !head.Contains("1LEM", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_same_stands_in_json_and_scripts_have_a_line()
    {
        using var http = Http(await ServeAsync());
        using var sick = await http.GetAsync("/healthz", Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "problems: 1\n"), (sick.StatusCode, await sick.Content.ReadAsStringAsync(Cancellation)));

        FillVitals();
        var json = JsonNode.Parse(await http.GetStringAsync("/api/status", Cancellation))!;
        Assert.Equal("https://backend.example:8443/", (string)json["link"]!["backend"]!);
        Assert.True((bool)json["link"]!["connected"]!);
        Assert.Equal((Serial, 1_234_567, "EnergyExportWh", "Good"), (
            (string)json["meters"]![0]!["serial"]!, (long)json["meters"]![0]!["values"]![0]!["value"]!, (string)json["meters"]![0]!["values"]![0]!["register"]!, (string)json["meters"]![0]!["values"]![0]!["quality"]!));
        Assert.Equal((17, 4096), ((long)json["journal"]!["openReadings"]!, (long)json["journal"]!["bytes"]!));
        Assert.Contains("Meter 2", (string)json["problems"]![0]!, StringComparison.Ordinal);
        Assert.Equal("tpm", (string)json["parts"]![0]!["part"]!);
    }

    [Fact]
    public async Task Other_pages_in_a_browser_get_nothing_out_of_it()
    {
        var end = await ServeAsync(new() { Hosts = ["box.local"] });
        using var http = Http(end);
        foreach (var (host, status) in new[] { ("evil.example", 421), ($"evil.example:{end.Port}", 421), ("10.0.0.1", 421), ("localhost", 200), ("127.0.0.1", 200), ("BOX.local:80", 200), ("user@127.0.0.1", 421) })
        {
            Assert.Equal((host, status), (host, await StatusAsync(end, $"GET /api/status HTTP/1.1\r\nHost: {host}\r\n\r\n")));
        }

        using var answer = await http.GetAsync("/", Cancellation);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(("nosniff", "DENY", "no-store"), (answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.GetValues("X-Frame-Options").Single(), $"{answer.Headers.CacheControl}"));
    }

    [Theory]
    [InlineData("POST /api/status HTTP/1.1\r\nHost: localhost\r\n\r\n", 405)]
    [InlineData("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n", 404)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400)]
    [InlineData("GET / HTTP/3.0\r\nHost: localhost\r\n\r\n", 400)]
    [InlineData("GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello", 413)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 413)]
    [InlineData("GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400)]
    [InlineData("nonsense\r\n\r\n", 400)]
    [InlineData("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n", 200)]
    public async Task Nothing_but_a_small_GET_or_HEAD_is_served(string request, int status) => Assert.Equal(status, await StatusAsync(await ServeAsync(), request));

    [Fact]
    public async Task What_is_too_much_is_refused_and_whoever_is_slow_holds_up_nobody()
    {
        var end = await ServeAsync();
        Assert.Equal(431, await StatusAsync(end, $"GET / HTTP/1.1\r\nHost: localhost\r\nX: {new string('x', 9000)}\r\n\r\n"));
        var slow = new List<TcpClient>();
        for (var i = 0; i < 14; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(end, Cancellation);
            slow.Add(client);
        }

        Assert.Equal(200, await StatusAsync(end, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        slow.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Elsewhere_than_on_the_box_no_meter_is_shown_without_a_pin()
    {
        FillVitals();
        var end = await ServeAsync(address: Outside());
        using var http = Http(end);
        var page = await http.GetStringAsync("/?lang=en", Cancellation);
        Assert.Contains("1 / 2 answer", page, StringComparison.Ordinal);
        Assert.Contains("A meter needs to be looked at.", page, StringComparison.Ordinal);
        foreach (var text in new[] { page, await http.GetStringAsync("/api/status", Cancellation) })
        {
            Assert.DoesNotContain("1LEM", text, StringComparison.Ordinal);
            Assert.DoesNotContain("234", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task With_a_pin_everything_is_shown_to_who_knows_it_and_nothing_to_others()
    {
        FillVitals();
        await File.WriteAllTextAsync(_scratch.In("pin"), "k8Zq-11\n", Cancellation);
        var end = await ServeAsync(new() { PinFile = _scratch.In("pin") }, Outside());
        using var http = Http(end);
        using var asked = await http.GetAsync("/", Cancellation);
        Assert.Equal((HttpStatusCode.Unauthorized, "Basic"), (asked.StatusCode, asked.Headers.WwwAuthenticate.Single().Scheme));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/healthz", Cancellation)).StatusCode);

        Enter(http, "service:k8Zq-11");
        Assert.Contains("1LEM0000000002", await http.GetStringAsync("/api/status", Cancellation), StringComparison.Ordinal);
        Enter(http, "service:000000");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/", Cancellation)).StatusCode);
        }

        // Now not even the right one is looked at, until a minute has passed.
        Enter(http, "service:k8Zq-11");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await http.GetAsync("/", Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("localhost:8090", "Local.Listen: 'localhost:8090'")]
    [InlineData("127.0.0.1", "Local.Listen: '127.0.0.1'")]
    public void A_mistake_in_the_configuration_is_named(string listen, string says) =>
        Assert.Contains(says, Assert.Single(LocalOptionsRules.Mistakes(new LocalOptions { Listen = [listen] })), StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var (server, running) in _servers)
        {
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            server.Dispose();
        }

        _stop.Dispose();
        _scratch.Dispose();
    }

    static void Enter(HttpClient http, string user) =>
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));

    static IEnumerable<string> Heads(IDocument page) => page.QuerySelectorAll("th, h2").Select(head => head.TextContent);

    /// <summary>WCAG 2.2, as far as a page without forms and pictures can break it: language, title, one first heading, order of headings, heads of tables.</summary>
    static void Accessible(IDocument page)
    {
        Assert.NotEmpty(page.Title!);
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.Single(page.QuerySelectorAll("main"));
        Assert.All(page.QuerySelectorAll("th"), head => Assert.True(head.HasAttribute("scope"), head.OuterHtml));
        Assert.All(page.QuerySelectorAll("a"), link => Assert.NotEmpty(link.TextContent));
        Assert.Contains("width=device-width", page.QuerySelector("meta[name=viewport]")!.GetAttribute("content"), StringComparison.Ordinal);
        Assert.Equal("10", page.QuerySelector("meta[http-equiv=refresh]")!.GetAttribute("content"));
        Assert.NotNull(page.QuerySelector("[role=status], [role=alert]"));
    }

    void FillVitals()
    {
        _vitals.Connected(new("https://backend.example:8443"), 7);
        _vitals.Acknowledged(8);
        _vitals.Report(new("tpm", Well: true, "The TPM is ready.", "Das TPM ist bereit."));
        var reading = new Reading(Serial, 1, Register.EnergyExportWh, DateTimeOffset.UtcNow, 1_234_567, Quality.Good);
        _vitals.MeterRead(new(Serial, 1, TimeSpan.FromSeconds(60), null!, []), [reading], null);
        _vitals.MeterRead(new("1LEM0000000002", 2, TimeSpan.FromSeconds(60), null!, []), [reading with { MeterIndex = 2, Value = 0, Quality = Quality.Missing }], "no route");
    }

    async Task<IPEndPoint> ServeAsync(LocalOptions? options = null, IPAddress? address = null)
    {
        var end = new IPEndPoint(address ?? IPAddress.Loopback, FreePorts.One());
        var reporter = new BoxReporter(Options, new("1.2.3", "a", "box.json", "abcd"), _vitals, TimeProvider.System) { BoxId = "b1", Journal = () => new(17, 3, 0, 4096, 0, 0) };
        var server = new LocalServer([end], new(options ?? new(), reporter, PinCheck.Load(options?.PinFile, TimeProvider.System), new RecordingLog()), TimeProvider.System, new RecordingLog());
        _servers.Add((server, server.RunAsync(_stop.Token)));
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(end, Cancellation);
                return end;
            }
            catch (SocketException)
            {
                await Task.Delay(10, Cancellation);
            }
        }
    }

    static HttpClient Http(IPEndPoint end) => new() { BaseAddress = new($"http://{end}/") };

    static async Task<int> StatusAsync(IPEndPoint end, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(end, Cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancellation);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var status = (await reader.ReadLineAsync(Cancellation))!.Split(' ')[1];
        return int.Parse(status, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>An address of this machine that is not loopback, as the service port's.</summary>
    static IPAddress Outside()
    {
        var address = NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a));
        Assert.SkipWhen(address is null, "This machine has no address but loopback.");
        return address!;
    }
}
