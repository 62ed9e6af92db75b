using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace LocalEnergyMarket.Client.Calls;

/// <summary>What every call has: a deadline, an id by which it is found in the backend's log, a trace context; and errors as types.</summary>
sealed class CallInterceptor(LemOptions options) : Interceptor
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var (prepared, call) = Prepare(context, options.Deadline);
        try
        {
            return continuation(request, prepared);
        }
        catch (RpcException e)
        {
            throw call.Explain(e, call.Cancellation);
        }
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var (prepared, call) = Prepare(context, options.Deadline);
        var inner = continuation(request, prepared);
        return new(call.ExplainedAsync(inner.ResponseAsync), _ => call.ExplainedAsync(inner.ResponseHeadersAsync), _ => inner.GetStatus(), _ => inner.GetTrailers(), _ => inner.Dispose(), call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var (prepared, call) = Prepare(context, options.UploadDeadline);
        var inner = continuation(prepared);
        return new(
            new ExplainedWriter<TRequest>(inner.RequestStream, call), call.ExplainedAsync(inner.ResponseAsync), _ => call.ExplainedAsync(inner.ResponseHeadersAsync),
            _ => inner.GetStatus(), _ => inner.GetTrailers(), _ => inner.Dispose(), call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var (prepared, call) = Prepare(context, null);
        var inner = continuation(request, prepared);
        return new(
            new ExplainedReader<TResponse>(inner.ResponseStream, call), _ => call.ExplainedAsync(inner.ResponseHeadersAsync),
            _ => inner.GetStatus(), _ => inner.GetTrailers(), _ => inner.Dispose(), call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var (prepared, call) = Prepare(context, null);
        var inner = continuation(prepared);
        return new(
            new ExplainedWriter<TRequest>(inner.RequestStream, call), new ExplainedReader<TResponse>(inner.ResponseStream, call),
            _ => call.ExplainedAsync(inner.ResponseHeadersAsync), _ => inner.GetStatus(), _ => inner.GetTrailers(), _ => inner.Dispose(), call);
    }

    static (ClientInterceptorContext<TRequest, TResponse> Context, RunningCall Call) Prepare<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, TimeSpan? limit)
        where TRequest : class
        where TResponse : class
    {
        var headers = new Metadata();
        foreach (var entry in context.Options.Headers ?? Metadata.Empty)
        {
            headers.Add(entry);
        }

        var requestId = headers.GetValue(CallHeaders.RequestId);
        if (requestId is null)
        {
            requestId = Guid.CreateVersion7().ToString();
            headers.Add(CallHeaders.RequestId, requestId);
        }

        // With a current activity the HTTP client writes the header itself, with the span of the request.
        if (Activity.Current is null && headers.Get(CallHeaders.TraceParent) is null)
        {
            headers.Add(CallHeaders.TraceParent, $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00");
        }

        var prepared = context.Options.WithHeaders(headers);
        if (prepared.Deadline is null && limit is { } time)
        {
            // The system's clock, because gRPC's client measures deadlines by it.
            prepared = prepared.WithDeadline(TimeProvider.System.GetUtcNow().UtcDateTime + time);
        }

        return (new(context.Method, context.Host, prepared), new(context.Method.FullName, requestId, prepared.CancellationToken));
    }
}
