using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Server.Tests.Boxes;

/// <summary>A box's stream, message by message.</summary>
sealed class BoxLink : IDisposable
{
    readonly AsyncDuplexStreamingCall<BoxMessage, BackendMessage> _call;

    BoxLink(AsyncDuplexStreamingCall<BoxMessage, BackendMessage> call) => _call = call;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens a stream, up to the challenge.</summary>
    public static async Task<(BoxLink Link, byte[] Nonce)> OpenAsync(CallInvoker caller)
    {
        var link = new BoxLink(new BoxService.BoxServiceClient(caller).Connect(cancellationToken: Cancellation));
        var challenge = (await link.NextAsync()).Challenge;
        Assert.Equal(SignedHello.NonceLength, challenge.Nonce.Length);
        return (link, challenge.Nonce.ToByteArray());
    }

    /// <summary>Opens a stream and says hello as it should be.</summary>
    public static async Task<(BoxLink Link, Welcome Welcome)> ConnectAsync(CallInvoker caller, SoftwareBox box, byte[] endPoint)
    {
        var (link, nonce) = await OpenAsync(caller);
        var id = box.Id.ToString();
        await link.SendAsync(new() { Hello = new() { BoxId = id, Signature = ByteString.CopyFrom(box.Sign(SignedHello.Digest(id, nonce, endPoint))) } });
        return (link, (await link.NextAsync()).Welcome);
    }

    public Task SendAsync(BoxMessage message) => _call.RequestStream.WriteAsync(message, Cancellation);

    public Task SendBatchAsync(SignedBatch batch) => SendAsync(new BoxMessage { Batch = batch });

    public Task CompleteAsync() => _call.RequestStream.CompleteAsync();

    public async Task<BackendMessage> NextAsync() =>
        await _call.ResponseStream.MoveNext(Cancellation) ? _call.ResponseStream.Current : throw new InvalidOperationException("The backend ended the stream.");

    /// <summary>The stream's status, once it has ended without another message.</summary>
    public async Task<Status> EndAsync()
    {
        try
        {
            Assert.False(await _call.ResponseStream.MoveNext(Cancellation));
            return _call.GetStatus();
        }
        catch (RpcException e)
        {
            return e.Status;
        }
    }

    public void Dispose() => _call.Dispose();
}
