using Grpc.Core;
using Grpc.Testing;

namespace LocalEnergyMarket.Interop.Peer.Server;

/// <summary>What the cases call.</summary>
public sealed class InteropService : TestService.TestServiceBase
{
    static readonly WriteOptions Compressed = new();
    static readonly WriteOptions Uncompressed = new(WriteFlags.NoCompress);

    public override async Task<Empty> EmptyCall(Empty request, ServerCallContext context)
    {
        await OpenAsync(context, compression: false);
        return new Empty();
    }

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        await OpenAsync(context, request.ResponseCompressed?.Value ?? false);
        Check(request.ExpectCompressed, context);
        EndAsAsked(request.ResponseStatus);
        context.WriteOptions = Options(request.ResponseCompressed);
        return new SimpleResponse { Payload = Payloads.Of(request.ResponseSize) };
    }

    public override async Task StreamingOutputCall(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        await OpenAsync(context, request.ResponseParameters.Any(one => one.Compressed?.Value ?? false));
        await AnswerAsync(request, responseStream, context);
    }

    public override async Task<StreamingInputCallResponse> StreamingInputCall(
        IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(requestStream);
        await OpenAsync(context, compression: false);
        var sum = 0;
        while (await NextAsync(requestStream, context))
        {
            Check(requestStream.Current.ExpectCompressed, context);
            sum += requestStream.Current.Payload?.Body.Length ?? 0;
        }

        return new StreamingInputCallResponse { AggregatedPayloadSize = sum };
    }

    public override async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(requestStream);
        await OpenAsync(context, compression: false);
        while (await NextAsync(requestStream, context))
        {
            EndAsAsked(requestStream.Current.ResponseStatus);
            await AnswerAsync(requestStream.Current, responseStream, context);
        }
    }

    static async Task AnswerAsync(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responses, ServerCallContext context)
    {
        EndAsAsked(request.ResponseStatus);
        foreach (var wanted in request.ResponseParameters)
        {
            await Task.Delay(TimeSpan.FromMicroseconds(wanted.IntervalUs), context.CancellationToken);
            responses.WriteOptions = Options(wanted.Compressed);
            await responses.WriteAsync(new StreamingOutputCallResponse { Payload = Payloads.Of(wanted.Size) }, context.CancellationToken);
        }
    }

    /// <summary>Sends the initial metadata, and says what the trailing will be.</summary>
    static async Task OpenAsync(ServerCallContext context, bool compression)
    {
        var initial = new Metadata();
        if (context.RequestHeaders.Get("x-grpc-test-echo-initial") is { } echo)
        {
            initial.Add(echo);
        }

        if (compression)
        {
            initial.Add("grpc-internal-encoding-request", "gzip");
        }

        if (initial.Count > 0)
        {
            await context.WriteResponseHeadersAsync(initial);
        }

        if (context.RequestHeaders.Get("x-grpc-test-echo-trailing-bin") is { } trailing)
        {
            context.ResponseTrailers.Add(trailing);
        }
    }

    static Task<bool> NextAsync<T>(IAsyncStreamReader<T> requests, ServerCallContext context)
    {
        SeenCompression.Forget(context);
        return requests.MoveNext(context.CancellationToken);
    }

    /// <exception cref="RpcException">INVALID_ARGUMENT: the message came otherwise than its sender says.</exception>
    static void Check(BoolValue? expected, ServerCallContext context)
    {
        if (expected is not null && expected.Value != SeenCompression.Of(context))
        {
            throw new RpcException(new Status(
                StatusCode.InvalidArgument, expected.Value ? "the message was to come compressed and did not" : "the message was not to come compressed and did"));
        }
    }

    static void EndAsAsked(EchoStatus? status)
    {
        if (status is not null)
        {
            throw new RpcException(new Status((StatusCode)status.Code, status.Message));
        }
    }

    static WriteOptions Options(BoolValue? compressed) => compressed?.Value ?? false ? Compressed : Uncompressed;
}
