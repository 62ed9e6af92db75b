using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Protos.Clients.Tests.TypeScript;

/// <summary>The package in a page, bundled as web projects do, against the real backend.</summary>
[Collection<OneConsumer>]
public sealed class BrowserTests(MarketFixture market, Consumer consumer)
{
    [Fact]
    public async Task A_page_lists_units_places_an_offer_and_shows_what_was_wrong()
    {
        var answer = await CallAsync(market.BrowserOrigin);
        Assert.Equal(115, answer.GetProperty("units").GetInt32());
        Assert.True(Guid.TryParse(answer.GetProperty("offer").GetString(), out _));
        Assert.Equal("8420", answer.GetProperty("price").GetString());
        Assert.Equal("FailedPreconditionError FAILED_PRECONDITION", answer.GetProperty("refused").GetString());
        Assert.Equal("InvalidArgumentError INVALID_ARGUMENT", answer.GetProperty("wrong").GetString());
        Assert.Equal("UnauthenticatedError UNAUTHENTICATED", answer.GetProperty("unknown").GetString());
        Assert.Equal("CancelledError CANCELLED", answer.GetProperty("aborted").GetString());
        Assert.Equal("UnimplementedError UNIMPLEMENTED", answer.GetProperty("upload").GetString());
        Assert.Equal("GET", answer.GetProperty("listing").GetString());
    }

    [Fact]
    public async Task A_page_of_an_origin_that_is_not_allowed_gets_nothing()
    {
        var stranger = new Uri($"http://localhost:{FreePorts.One()}");
        var answer = await CallAsync(stranger);
        Assert.Equal("UnavailableError UNAVAILABLE", answer.GetProperty("failed").GetString());
    }

    [Fact]
    public async Task A_backend_whose_certificate_the_browser_does_not_trust_gets_nothing()
    {
        var answer = await CallAsync(market.BrowserOrigin, market.Files.Certificates.Authority);
        Assert.Equal("UnavailableError UNAVAILABLE", answer.GetProperty("failed").GetString());
    }

    /// <param name="origin">Where the page is served.</param>
    /// <param name="trusted">The certificate whose key the browser trusts; the backend's own if it is null.</param>
    async Task<JsonElement> CallAsync(Uri origin, X509Certificate2? trusted = null)
    {
        await using var site = await Browser.ServeAsync(origin, await consumer.BundleAsync("page.js"));
        await using var browser = await Browser.LaunchAsync(trusted ?? market.Files.Certificates.Server);
        var page = await browser.OpenAsync(origin);
        string? listing = null;
        page.Request += (_, request) =>
        {
            if (request.Url.Contains("/ListUnits", StringComparison.Ordinal) && request.Method != "OPTIONS")
            {
                listing = request.Method;
            }
        };
        await page.WaitForFunctionAsync("() => 'tryMarket' in window");
        var answer = await page.EvaluateAsync<string>("settings => window.tryMarket(settings)", market.Environment());
        return JsonDocument.Parse(answer.Replace("\"listing\":\"\"", $"\"listing\":\"{listing}\"", StringComparison.Ordinal)).RootElement;
    }
}
