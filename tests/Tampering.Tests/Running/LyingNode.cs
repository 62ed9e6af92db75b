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
    public static async Task<LyingNode> StartAsync(string chain, Action<string, JsonObject> lie)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var node = new LyingNode(builder.Build());
        node._app.MapPost("/v1/{**rest}", async (HttpRequest request, CancellationToken cancellation) =>
        {
            using var body = new StreamContent(request.Body);
            using var answer = await node._http.PostAsync(new Uri(chain + request.Path), body, cancellation);
            var json = (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStreamAsync(cancellation))!;
            if (answer.IsSuccessStatusCode)
            {
                lie(request.Path.Value!.Split('/')[^1], json);
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
