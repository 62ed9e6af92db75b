using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Benchmarks.Rpc.V1;

namespace LocalEnergyMarket.Benchmarks.Rpc;

/// <summary>lem.bench.v1.BenchService in C#.</summary>
sealed class BenchCalls(BenchBoxes boxes) : BenchService.BenchServiceBase
{
    public override Task<Payload> Ask(Payload request, ServerCallContext context) => Task.FromResult(request);

    public override async Task<Received> Send(IAsyncStreamReader<Payload> requestStream, ServerCallContext context)
    {
        var received = new Received();
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            received.Messages++;
        }

        return received;
    }

    public override async Task Echo(IAsyncStreamReader<Payload> requestStream, IServerStreamWriter<Payload> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            await responseStream.WriteAsync(requestStream.Current, context.CancellationToken);
        }
    }

    public override Task<Measured> Measure(MeasureRequest request, ServerCallContext context)
    {
        // Twice: what the first round finalizes, the second frees.
        for (var round = 0; round < 2; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return Task.FromResult(new Measured
        {
            ManagedBytes = GC.GetTotalMemory(forceFullCollection: false), ResidentBytes = Resident.Bytes(Environment.ProcessId), BoxStreams = boxes.Streams,
        });
    }

    public static Payload Message(int length) => new() { Data = ByteString.CopyFrom(new byte[length]) };
}
