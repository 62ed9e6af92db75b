using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;

namespace LocalEnergyMarket.Backend.Rpc.Limits;

/// <summary>Ends silent streams of requests and answers that nobody reads, and says UNAVAILABLE where a call was ended because its connection had to.</summary>
sealed class LimitInterceptor(RpcOptions options) : Interceptor
{
    readonly AnswerLimit _answers = new(options.Limits);

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            var answer = await continuation(request, context);
            _answers.Watch(answer, context.GetHttpContext());
            return answer;
        }
        catch (Exception e) when (HadToEnd(e, context))
        {
            throw Unavailable();
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            var answer = await continuation(Limited(requestStream, context), context);
            _answers.Watch(answer, context.GetHttpContext());
            return answer;
        }
        catch (Exception e) when (HadToEnd(e, context))
        {
            throw Unavailable();
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, Limited(responseStream, context), context);
        }
        catch (Exception e) when (HadToEnd(e, context))
        {
            throw Unavailable();
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(Limited(requestStream, context), Limited(responseStream, context), context);
        }
        catch (Exception e) when (HadToEnd(e, context))
        {
            throw Unavailable();
        }
    }

    static bool HadToEnd(Exception e, ServerCallContext context) =>
        e is OperationCanceledException or IOException or RpcException { StatusCode: StatusCode.Cancelled }
        && context.GetHttpContext().Features.Get<ConnectionLife>() is { MustEnd.IsCancellationRequested: true };

    static RpcException Unavailable() => new(new(StatusCode.Unavailable, "This server has to end the call; call again."));

    AnswerLimitWriter<T> Limited<T>(IServerStreamWriter<T> answers, ServerCallContext context) => new(answers, _answers, context.GetHttpContext());

    IAsyncStreamReader<T> Limited<T>(IAsyncStreamReader<T> requests, ServerCallContext context)
    {
        var isLong = context.GetHttpContext().GetEndpoint()?.Metadata.GetMetadata<LongStreamAttribute>() is not null;
        var seconds = isLong ? options.Limits.LongStreamIdleSeconds : options.Limits.UploadIdleSeconds;
        return seconds == 0 ? requests : new IdleLimitReader<T>(requests, TimeSpan.FromSeconds(seconds));
    }
}
