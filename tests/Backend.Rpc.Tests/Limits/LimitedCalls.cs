using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Limits;
using LocalEnergyMarket.Backend.Rpc.Tests.Limited;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Limits;

/// <summary>What the service saw: tests wait for it.</summary>
public sealed class Scene
{
    /// <summary>A call that waits for ever has begun.</summary>
    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A call was cancelled.</summary>
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first message of an upload was read.</summary>
    public TaskCompletionSource Uploading { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

sealed class LimitedCalls(Scene scene) : LimitedService.LimitedServiceBase
{
    /// <summary>Answers with the connection's id, or waits until it is cancelled.</summary>
    public override async Task<Blob> Ask(Blob request, ServerCallContext context)
    {
        if (request.Text == "wait")
        {
            scene.Waiting.TrySetResult();
            await WaitAsync(context);
        }

        return new() { Text = context.GetHttpContext().Connection.Id, Ballast = ByteString.CopyFrom(new byte[request.Count]) };
    }

    public override async Task<Blob> Upload(IAsyncStreamReader<Blob> requestStream, ServerCallContext context)
    {
        var count = 0;
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            count++;
            scene.Uploading.TrySetResult();
        }

        return new() { Count = count };
    }

    public override async Task Flood(Blob request, IServerStreamWriter<Blob> responseStream, ServerCallContext context)
    {
        var blob = new Blob { Ballast = ByteString.CopyFrom(new byte[64 << 10]) };
        try
        {
            while (true)
            {
                await responseStream.WriteAsync(blob, context.CancellationToken);
            }
        }
        catch
        {
            scene.Cancelled.TrySetResult();
            throw;
        }
    }

    /// <summary>Says back what it hears, and says so when its connection is asked to go.</summary>
    [LongStream]
    public override async Task Talk(IAsyncStreamReader<Blob> requestStream, IServerStreamWriter<Blob> responseStream, ServerCallContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, context.ConnectionLeaves());
        try
        {
            while (await requestStream.MoveNext(either.Token))
            {
                await responseStream.WriteAsync(requestStream.Current, context.CancellationToken);
            }
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            await responseStream.WriteAsync(new() { Text = "go away" }, context.CancellationToken);
        }
        catch (Exception) when (context.CancellationToken.IsCancellationRequested)
        {
            scene.Cancelled.TrySetResult();
            throw;
        }
    }

    async Task WaitAsync(ServerCallContext context)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        }
        finally
        {
            scene.Cancelled.TrySetResult();
        }
    }
}
