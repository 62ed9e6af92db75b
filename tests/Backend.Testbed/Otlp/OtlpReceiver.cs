using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Backend.Testbed.Otlp;

/// <summary>A collector that takes OTLP, over HTTP/1.1 on one port and over gRPC on another, and keeps all it gets.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    readonly WebApplication _app;

    OtlpReceiver(WebApplication app) => _app = app;

    public string HttpEndpoint => _app.Urls.First();

    public string GrpcEndpoint => _app.Urls.Last();

    public ConcurrentQueue<ResourceSpans> Traces { get; } = [];

    public ConcurrentQueue<ResourceMetrics> Metrics { get; } = [];

    public ConcurrentQueue<ResourceLogs> Logs { get; } = [];

    /// <summary>What requests had as the header <c>x-token</c>.</summary>
    public ConcurrentDictionary<string, int> Tokens { get; } = [];

    public IEnumerable<Span> Spans => Traces.SelectMany(resource => resource.Scopes).SelectMany(scope => scope.Spans);

    public IEnumerable<LogRecord> Records => Logs.SelectMany(resource => resource.Scopes).SelectMany(scope => scope.Records);

    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync(cancellation);
        return receiver;
    }

    /// <summary>The newest points of a metric.</summary>
    public Metric? Latest(string metric) => Metrics.Reverse().SelectMany(resource => resource.Scopes).SelectMany(scope => scope.Metrics).FirstOrDefault(m => m.Name == metric);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    async Task TakeAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Tokens.AddOrUpdate(context.Request.Headers["x-token"].ToString(), 1, (_, count) => count + 1);
        var isGrpc = context.Request.ContentType == "application/grpc";
        var message = body.ToArray().AsMemory(isGrpc ? 5 : 0);
        switch (context.Request.Path.Value)
        {
            case "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export":
                Keep(Traces, Read(new ExportedTraces(), message).Resources);
                break;
            case "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export":
                Keep(Metrics, Read(new ExportedMetrics(), message).Resources);
                break;
            case "/v1/logs" or "/opentelemetry.proto.collector.logs.v1.LogsService/Export":
                Keep(Logs, Read(new ExportedLogs(), message).Resources);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
        }

        if (isGrpc)
        {
            context.Response.ContentType = "application/grpc";
            context.Response.AppendTrailer("grpc-status", "0");
            await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
        }
    }

    static T Read<T>(T message, ReadOnlyMemory<byte> bytes)
        where T : IMessage
    {
        message.MergeFrom(bytes.Span);
        return message;
    }

    static void Keep<T>(ConcurrentQueue<T> queue, IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            queue.Enqueue(item);
        }
    }
}
