using System.Globalization;
using System.Net;
using System.Text;
using LocalEnergyMarket.Backend.Rpc.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Json;

/// <summary>A server with two services, over HTTP/1.1 on one port and over HTTP/2 on another.</summary>
public sealed class JsonHost : IAsyncLifetime
{
    public const string GetStatus = "/lem.v1.StatusService/GetStatus";
    public const string PlaceOffer = "/lem.v1.MarketService/PlaceOffer";
    public const string GetBook = "/lem.v1.MarketService/GetBook";

    WebApplication? _app;

    public bool Describe { get; init; } = true;

    public HttpClient Http1 { get; private set; } = new();

    public HttpClient Http2 { get; private set; } = new();

    public ObservedCalls Calls { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Calls);

        // The translation alone: what else every call passes is tried elsewhere.
        var options = new RpcOptions { Limits = { LargestMessage = 64 << 10 }, Describe = Describe, BrowserOrigins = { "https://tools.example.org" } };
        builder.Services.AddRpc(options, grpc => grpc.Interceptors.Clear());
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        _app = builder.Build();
        _app.UseConnect(options);
        _app.Use(FailBeforeGrpcAsync);
        _app.UseConnectMessages();
        _app.MapGrpcService<TestStatusCalls>();
        _app.MapGrpcService<TestMarketCalls>();
        _app.MapGrpcService<TestRegistryCalls>();
        _app.MapRpc();
        await _app.StartAsync(TestContext.Current.CancellationToken);
        var addresses = _app.Urls.Select(url => new Uri(url)).ToArray();
        Http1 = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = addresses[0] };
        Http2 = new(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = addresses[1], DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>As something between the server's door and gRPC that knows nothing of either.</summary>
    static Task FailBeforeGrpcAsync(Microsoft.AspNetCore.Http.HttpContext context, Microsoft.AspNetCore.Http.RequestDelegate next)
    {
        if (!int.TryParse(context.Request.Headers["x-http"], CultureInfo.InvariantCulture, out var status))
        {
            return next(context);
        }

        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>POSTs JSON over HTTP/1.1.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), headers);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return Http1.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http1.Dispose();
        Http2.Dispose();
        await (_app?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}

/// <summary>What the services saw.</summary>
public sealed class ObservedCalls
{
    public TaskCompletionSource Waiting { get; set; } = new();

    public TaskCompletionSource Cancelled { get; set; } = new();
}
