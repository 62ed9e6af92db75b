using Grpc.Core;
using Grpc.Core.Interceptors;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Tests.Transport;

/// <summary>Answers as the backend would, and does on request what calls can suffer.</summary>
public sealed class FakeBoxes : BoxService.BoxServiceBase
{
    public const string Hang = "HANG";
    public const string Fail = "FAIL";

    readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Begun => _begun.Task;

    public Task Cancelled => _cancelled.Task;

    public override async Task<BeginEnrollmentResponse> BeginEnrollment(BeginEnrollmentRequest request, ServerCallContext context)
    {
        if (request.Code == Fail)
        {
            var trailers = new Metadata { { "lem-field", "code" }, { "lem-detail-bin", [0, 0xff] } };
            throw new RpcException(new Status(StatusCode.PermissionDenied, "Der Code ist abgelaufen: ask für a new one ☂"), trailers);
        }

        if (request.Code == Hang)
        {
            await using var registration = context.CancellationToken.Register(() => _cancelled.TrySetResult());
            _begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        }

        await context.WriteResponseHeadersAsync(new Metadata { { "lem-seen", context.RequestHeaders.GetValue("lem-sent") ?? "nothing" } });
        context.ResponseTrailers.Add("lem-peer", context.Peer);
        return new BeginEnrollmentResponse { EnrollmentId = request.Code, CredentialBlob = request.EndorsementPublic };
    }

    public override async Task Connect(IAsyncStreamReader<BoxMessage> requestStream, IServerStreamWriter<BackendMessage> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new BackendMessage { Challenge = new Challenge() }, context.CancellationToken);
        await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
        {
            var answer = message.MessageCase == BoxMessage.MessageOneofCase.Hello
                ? new BackendMessage { Welcome = new Welcome() }
                : new BackendMessage { Ack = new BatchAck { Sequence = ReadingBatch.Parser.ParseFrom(message.Batch.Content).Sequence } };
            await responseStream.WriteAsync(answer, context.CancellationToken);
        }
    }
}

public sealed class FakeRegistry : RegistryService.RegistryServiceBase
{
    public override async Task<ImportMastrResponse> ImportMastr(IAsyncStreamReader<FileChunk> requestStream, ServerCallContext context)
    {
        var response = new ImportMastrResponse();
        while (await requestStream.MoveNext())
        {
            response.Units += requestStream.Current.Data.Length;
            response.MarketActors++;
        }

        return response;
    }
}

public sealed class ProbeService : Probe.ProbeBase
{
    public override async Task Count(CountRequest request, IServerStreamWriter<CountResponse> responseStream, ServerCallContext context)
    {
        // Odd numbers ask not to be compressed.
        for (var number = 1; request.To == 0 || number <= request.To; number++)
        {
            responseStream.WriteOptions = number % 2 == 1 ? new WriteOptions(WriteFlags.NoCompress) : WriteOptions.Default;
            await responseStream.WriteAsync(new CountResponse { Number = number }, context.CancellationToken);
        }
    }
}

/// <summary>Turns a wrong argument into the status for it, as the backend's interceptor will.</summary>
public sealed class ArgumentsToStatus : Interceptor
{
    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        if (context.RequestHeaders.GetValue("lem-refuse") is { } reason)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, reason));
        }

        return await continuation(requestStream, context);
    }
}
