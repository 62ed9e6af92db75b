using System.Text;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Hosting;
using Microsoft.AspNetCore.Builder;

namespace LocalEnergyMarket.Contracts.Chain.Tests;

/// <summary>A driven chain with the market's contract behind its HTTP API.</summary>
public sealed class HttpChain : IAsyncLifetime
{
    readonly HttpClient _client = new();
    WebApplication? _application;

    internal DrivenChain Driven { get; } = new();

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public async ValueTask InitializeAsync()
    {
        Driven.SetUpMarket();
        _application = ChainHost.Build(Driven.Chain, new("http://127.0.0.1:0"), Driven.Time);
        await _application.StartAsync(TestContext.Current.CancellationToken);
        Address = new(_application.Urls.First());
    }

    public async Task<(int Status, JsonNode? Body)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync(new Uri(Address, path), content, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    public async Task<(int Status, JsonNode? Body)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(Address, path), TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.StopAsync(CancellationToken.None);
            await _application.DisposeAsync();
        }

        _client.Dispose();
        Driven.Dispose();
    }
}
