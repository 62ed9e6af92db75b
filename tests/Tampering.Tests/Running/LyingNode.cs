using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Tampering.Tests.Running;

/// <summary>Passes everything on to the chain's node, and changes what it answers.</summary>
sealed class LyingNode : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly HttpClient _http = new();

    LyingNode(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    /// <param name="lie">Given the endpoint's last word and the node's answer.</param>
    public static Task<LyingNode> StartAsync(string chain, Action<string, JsonObject> lie) => StartAsync(chain, (endpoint, _, answer) => lie(endpoint, answer));

    /// <param name="lie">Given the endpoint's last word, what was asked, and the node's answer.</param>
    public static async Task<LyingNode> StartAsync(string chain, Action<string, JsonObject, JsonObject> lie)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var node = new LyingNode(builder.Build());
        node._app.MapPost("/v1/{**rest}", async (HttpRequest request, CancellationToken cancellation) =>
        {
            var asked = (JsonObject)(await JsonNode.ParseAsync(request.Body, cancellationToken: cancellation))!;
            using var body = new StringContent(asked.ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await node._http.PostAsync(new Uri(chain + request.Path), body, cancellation);
            var json = (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStreamAsync(cancellation))!;
            if (answer.IsSuccessStatusCode)
            {
                lie(request.Path.Value!.Split('/')[^1], asked, json);
            }

            return Results.Text(json.ToJsonString(), "application/json", Encoding.UTF8, (int)answer.StatusCode);
        });
        await node._app.StartAsync(TestContext.Current.CancellationToken);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }
}
