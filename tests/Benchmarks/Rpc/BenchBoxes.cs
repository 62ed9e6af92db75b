using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Limits;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Benchmarks.Rpc;

/// <summary>
/// lem.v1.BoxService without database and keys: a stream with the parts that the backend's has (challenge, hello, welcome, a bounded channel
/// down, a reader and a writer), so that what a stream holds is the same.
/// </summary>
sealed class BenchBoxes : BoxService.BoxServiceBase
{
    const int MostWaiting = 256;

    static readonly TimeSpan HelloLimit = TimeSpan.FromSeconds(30);

    int _streams;

    /// <summary>Streams that have been welcomed and have not ended.</summary>
    public int Streams => Volatile.Read(ref _streams);

    [LongStream]
    public override async Task Connect(
        IAsyncStreamReader<BoxMessage> requestStream, IServerStreamWriter<BackendMessage> responseStream, ServerCallContext context)
    {
        var cancellation = context.CancellationToken;
        await responseStream.WriteAsync(new() { Challenge = new() { Nonce = ByteString.CopyFrom(new byte[32]) } }, cancellation);
        await HelloAsync(requestStream, cancellation);
        var outgoing = Channel.CreateBounded<BackendMessage>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
        await responseStream.WriteAsync(new() { Welcome = new() { AcknowledgedHash = ByteString.CopyFrom(new byte[32]) } }, cancellation);
        Interlocked.Increment(ref _streams);
        try
        {
            await RunAsync(requestStream, responseStream, outgoing, cancellation);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException || cancellation.IsCancellationRequested)
        {
            // The box is gone.
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    static async Task HelloAsync(IAsyncStreamReader<BoxMessage> requests, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(HelloLimit);
        if (!await requests.MoveNext(limit.Token) || requests.Current.Hello is null)
        {
            throw new RpcException(new(StatusCode.Unauthenticated, "The first message of a stream is a hello."));
        }
    }

    static async Task RunAsync(
        IAsyncStreamReader<BoxMessage> requests, IServerStreamWriter<BackendMessage> responses, Channel<BackendMessage> outgoing, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var writing = WriteAsync(responses, outgoing.Reader, ended.Token);
        var reading = ReadAsync(requests, outgoing.Writer, ended.Token);
        await Task.WhenAny(writing, reading);
        outgoing.Writer.TryComplete();
        if (reading.IsCompleted)
        {
            await writing;
        }

        await ended.CancelAsync();
        await reading;
    }

    static async Task WriteAsync(IServerStreamWriter<BackendMessage> responses, ChannelReader<BackendMessage> outgoing, CancellationToken cancellation)
    {
        await foreach (var message in outgoing.ReadAllAsync(cancellation))
        {
            await responses.WriteAsync(message, cancellation);
        }
    }

    static async Task ReadAsync(IAsyncStreamReader<BoxMessage> requests, ChannelWriter<BackendMessage> outgoing, CancellationToken cancellation)
    {
        for (var sequence = 1UL; await requests.MoveNext(cancellation); sequence++)
        {
            await outgoing.WriteAsync(new() { Ack = new() { Sequence = sequence } }, cancellation);
        }
    }
}
