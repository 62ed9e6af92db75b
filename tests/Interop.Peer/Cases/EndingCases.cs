using Grpc.Core;
using Grpc.Testing;

namespace LocalEnergyMarket.Interop.Peer.Cases;

/// <summary>Calls that the client ends before the server does.</summary>
static class EndingCases
{
    public static async Task CancelAfterBeginAsync(InteropClient client, CancellationToken cancellation)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var call = client.Service.StreamingInputCall(cancellationToken: cancel.Token);
        await cancel.CancelAsync();

        await Expect.StatusAsync(StatusCode.Cancelled, async () => await call.ResponseAsync);
    }

    public static async Task CancelAfterFirstResponseAsync(InteropClient client, CancellationToken cancellation)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var call = client.Service.FullDuplexCall(cancellationToken: cancel.Token);
        var request = new StreamingOutputCallRequest { ResponseParameters = { new ResponseParameters { Size = 31415 } }, Payload = Payloads.Of(27182) };
        await call.RequestStream.WriteAsync(request, cancellation);
        await PlainCases.NextAsync(call.ResponseStream, 31415, cancellation);
        await cancel.CancelAsync();

        await Expect.StatusAsync(StatusCode.Cancelled, () => call.ResponseStream.MoveNext(CancellationToken.None));
    }

    public static async Task TimeoutOnSleepingServerAsync(InteropClient client, CancellationToken cancellation)
    {
        using var call = client.Service.FullDuplexCall(deadline: DateTime.UtcNow.AddMilliseconds(1), cancellationToken: cancellation);
        try
        {
            await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = Payloads.Of(27182) }, cancellation);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or OperationCanceledException or IOException)
        {
            // The deadline may come before the message is out, on either side; what counts is the status, below.
        }

        await Expect.StatusAsync(StatusCode.DeadlineExceeded, () => call.ResponseStream.MoveNext(cancellation));
    }
}
