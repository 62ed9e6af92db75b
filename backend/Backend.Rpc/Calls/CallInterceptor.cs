using Grpc.Core;
using Grpc.Core.Interceptors;

namespace LocalEnergyMarket.Backend.Rpc.Calls;

/// <summary>Makes one place of the four kinds of calls: what derives from it says once what happens around a call and with each request message.</summary>
public abstract class CallInterceptor : Interceptor
{
    /// <summary>Around the service's method. A failure of <paramref name="call"/> is the service's, or that of <see cref="RequestsOf"/>.</summary>
    protected virtual Task AroundAsync(ServerCallContext context, Func<Task> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call();
    }

    /// <summary>What is done with each request message before the service has it: the only one, or each of a stream. Null: nothing.</summary>
    protected virtual Action<object>? RequestsOf(ServerCallContext context) => null;

    public sealed override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        TResponse? response = null;
        await AroundAsync(context, async () =>
        {
            RequestsOf(context)?.Invoke(request);
            response = await continuation(request, context);
        });
        return response!;
    }

    public sealed override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        TResponse? response = null;
        await AroundAsync(context, async () => response = await continuation(Watched(requestStream, context), context));
        return response!;
    }

    public sealed override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) => AroundAsync(context, () =>
        {
            RequestsOf(context)?.Invoke(request);
            return continuation(request, responseStream, context);
        });

    public sealed override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        AroundAsync(context, () => continuation(Watched(requestStream, context), responseStream, context));

    WatchedRequests<TRequest> Watched<TRequest>(IAsyncStreamReader<TRequest> requests, ServerCallContext context)
        where TRequest : class => new(requests, RequestsOf(context));
}
