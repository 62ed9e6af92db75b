using Grpc.Core;
using Grpc.Testing;

namespace LocalEnergyMarket.Interop.Peer.Cases;

/// <summary>Messages of every kind of call arrive whole and in order.</summary>
static class PlainCases
{
    static readonly int[] Requested = [27182, 8, 1828, 45904];

    static readonly int[] Answered = [31415, 9, 2653, 58979];

    public static async Task EmptyUnaryAsync(InteropClient client, CancellationToken cancellation) =>
        Expect.Equal(new Empty(), await client.Service.EmptyCallAsync(new Empty(), cancellationToken: cancellation), "the response");

    public static async Task LargeUnaryAsync(InteropClient client, CancellationToken cancellation)
    {
        var request = new SimpleRequest { ResponseSize = 314159, Payload = Payloads.Of(271828) };

        Expect.Zeros(314159, (await client.Service.UnaryCallAsync(request, cancellationToken: cancellation)).Payload);
    }

    public static async Task ClientStreamingAsync(InteropClient client, CancellationToken cancellation)
    {
        using var call = client.Service.StreamingInputCall(cancellationToken: cancellation);
        foreach (var size in Requested)
        {
            await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = Payloads.Of(size) }, cancellation);
        }

        await call.RequestStream.CompleteAsync();
        Expect.Equal(74922, (await call.ResponseAsync).AggregatedPayloadSize, "the sum of the payloads");
    }

    public static async Task ServerStreamingAsync(InteropClient client, CancellationToken cancellation)
    {
        var request = new StreamingOutputCallRequest { ResponseParameters = { Answered.Select(size => new ResponseParameters { Size = size }) } };
        using var call = client.Service.StreamingOutputCall(request, cancellationToken: cancellation);
        foreach (var size in Answered)
        {
            await NextAsync(call.ResponseStream, size, cancellation);
        }

        await EndAsync(call.ResponseStream, cancellation);
    }

    public static async Task PingPongAsync(InteropClient client, CancellationToken cancellation)
    {
        using var call = client.Service.FullDuplexCall(cancellationToken: cancellation);
        foreach (var (requested, answered) in Requested.Zip(Answered))
        {
            var request = new StreamingOutputCallRequest { ResponseParameters = { new ResponseParameters { Size = answered } }, Payload = Payloads.Of(requested) };
            await call.RequestStream.WriteAsync(request, cancellation);
            await NextAsync(call.ResponseStream, answered, cancellation);
        }

        await call.RequestStream.CompleteAsync();
        await EndAsync(call.ResponseStream, cancellation);
    }

    public static async Task EmptyStreamAsync(InteropClient client, CancellationToken cancellation)
    {
        using var call = client.Service.FullDuplexCall(cancellationToken: cancellation);
        await call.RequestStream.CompleteAsync();
        await EndAsync(call.ResponseStream, cancellation);
    }

    public static async Task NextAsync(IAsyncStreamReader<StreamingOutputCallResponse> responses, int size, CancellationToken cancellation)
    {
        Expect.Equal(true, await responses.MoveNext(cancellation), $"a response of {size} bytes");
        Expect.Zeros(size, responses.Current.Payload);
    }

    public static async Task EndAsync(IAsyncStreamReader<StreamingOutputCallResponse> responses, CancellationToken cancellation) =>
        Expect.Equal(false, await responses.MoveNext(cancellation), "a response more than asked for");
}
