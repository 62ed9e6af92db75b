using System.Net;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Json;

/// <summary>What pages of other origins may do (Fetch Standard, section 3.2).</summary>
public sealed class BrowserTests(JsonHost host) : IClassFixture<JsonHost>
{
    [Theory]
    [InlineData("https://tools.example.org", true)]
    [InlineData("https://tools.example.org:8443", false)]
    [InlineData("https://evil.example.org", false)]
    [InlineData("null", false)]
    public async Task Only_pages_of_a_configured_origin_may_call(string origin, bool may)
    {
        using var asked = await host.SendAsync(
            HttpMethod.Options, JsonHost.GetStatus, null, ("Origin", origin), ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization,content-type,connect-protocol-version"));
        Assert.Equal(may, asked.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(may, asked.Headers.Contains("Access-Control-Allow-Headers"));

        using var called = await host.PostAsync(JsonHost.GetStatus, "{}", ("Origin", origin));
        Assert.Equal(HttpStatusCode.OK, called.StatusCode);
        Assert.Equal(may ? origin : null, called.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null);
        Assert.Equal(may, called.Headers.Contains("Access-Control-Expose-Headers"));
    }

    [Theory]
    [InlineData("https://tools.example.org", true)]
    [InlineData("http://127.0.0.1:5173", true)]
    [InlineData("https://tools.example.org/", false)]
    [InlineData("https://tools.example.org/page", false)]
    [InlineData("tools.example.org", false)]
    [InlineData("*", false)]
    [InlineData("https://tools.example.org:443", false)]
    public void An_origin_is_checked_when_the_server_starts(string origin, bool valid) =>
        Assert.Equal(valid, new Rpc.Json.BrowserOriginsAttribute().IsValid(new[] { origin }));
}
