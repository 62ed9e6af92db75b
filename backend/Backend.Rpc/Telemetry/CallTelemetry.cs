using System.Diagnostics;
using System.Globalization;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LocalEnergyMarket.Backend.Rpc.Telemetry;

/// <summary>
/// A span and a duration for each call, the span as a child of the caller's (W3C Trace Context). Who called, from where, with what headers and
/// what message is in none of them: they leave the house.
/// </summary>
sealed class CallTelemetry(RequestDelegate next)
{
    const string Unknown = "_OTHER";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
        {
            await next(context);
            return;
        }

        var start = TimeProvider.System.GetTimestamp();
        var method = context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName.TrimStart('/') ?? Unknown;
        var tags = new TagList
        {
            { "rpc.system.name", context.Features.Get<IHttpRequestFeature>() is InnerRequest ? "connectrpc" : "grpc" },
            { "rpc.method", method },
            { "server.address", context.Connection.LocalIpAddress?.ToString() },
            { "server.port", context.Connection.LocalPort },
        };
        using var span = RpcTelemetry.Source.StartActivity(ActivityKind.Server, Caller(context.Request.Headers), tags, name: method == Unknown ? "grpc" : method);
        try
        {
            await next(context);
        }
        finally
        {
            var status = StatusOf(context);
            tags.Add("rpc.response.status_code", NameOf(status));
            span?.SetTag("rpc.response.status_code", NameOf(status));
            if (IsOurs(status))
            {
                tags.Add("error.type", NameOf(status));
                span?.SetTag("error.type", NameOf(status)).SetStatus(ActivityStatusCode.Error);
            }

            RpcTelemetry.CallDuration.Record(TimeProvider.System.GetElapsedTime(start).TotalSeconds, tags);
        }
    }

    static ActivityContext Caller(IHeaderDictionary headers) =>
        ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out var caller) ? caller : default;

    /// <summary>As the caller gets it: whatever refused the call, it is in the trailers, or in the headers where there is nothing else.</summary>
    static StatusCode StatusOf(HttpContext context)
    {
        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var text = trailers is not null && trailers.TryGetValue("grpc-status", out var trailer) ? trailer : context.Response.Headers["grpc-status"];
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? (StatusCode)code
            : context.RequestAborted.IsCancellationRequested ? StatusCode.Cancelled
            : StatusCode.Unknown;
    }

    /// <summary>The codes that the convention counts as the server's errors; the others are the caller's affair.</summary>
    static bool IsOurs(StatusCode code) => code is StatusCode.Unknown or StatusCode.DeadlineExceeded or StatusCode.Unimplemented or StatusCode.Internal
        or StatusCode.Unavailable or StatusCode.DataLoss;

    static string NameOf(StatusCode code) => code switch
    {
        StatusCode.OK => "OK",
        StatusCode.Cancelled => "CANCELLED",
        StatusCode.InvalidArgument => "INVALID_ARGUMENT",
        StatusCode.DeadlineExceeded => "DEADLINE_EXCEEDED",
        StatusCode.NotFound => "NOT_FOUND",
        StatusCode.AlreadyExists => "ALREADY_EXISTS",
        StatusCode.PermissionDenied => "PERMISSION_DENIED",
        StatusCode.ResourceExhausted => "RESOURCE_EXHAUSTED",
        StatusCode.FailedPrecondition => "FAILED_PRECONDITION",
        StatusCode.Aborted => "ABORTED",
        StatusCode.OutOfRange => "OUT_OF_RANGE",
        StatusCode.Unimplemented => "UNIMPLEMENTED",
        StatusCode.Internal => "INTERNAL",
        StatusCode.Unavailable => "UNAVAILABLE",
        StatusCode.DataLoss => "DATA_LOSS",
        StatusCode.Unauthenticated => "UNAUTHENTICATED",
        _ => "UNKNOWN",
    };
}
