using Grpc.Core;
using Grpc.Testing;

namespace LocalEnergyMarket.Interop.Peer.Cases;

/// <summary>Compression can be chosen for each message, both ways.</summary>
static class CompressionCases
{
    /// <summary>Asks the library to offer an algorithm for the call; it never leaves the process.</summary>
    public const string RequestKey = "grpc-internal-encoding-request";

    public static readonly WriteOptions Uncompressed = new(WriteFlags.NoCompress);

    static Metadata Gzip => new() { { RequestKey, "gzip" } };

    public static async Task ClientUnaryAsync(InteropClient client, bool probe, CancellationToken cancellation)
    {
        SimpleRequest Request(bool compressed) =>
            new() { ExpectCompressed = new BoolValue { Value = compressed }, ResponseSize = 314159, Payload = Payloads.Of(271828) };
        if (probe)
        {
            await Expect.StatusAsync(StatusCode.InvalidArgument, async () => await client.Service.UnaryCallAsync(Request(true), cancellationToken: cancellation));
        }

        var options = new CallOptions(cancellationToken: cancellation);
        Expect.Zeros(314159, (await client.Service.UnaryCallAsync(Request(true), options.WithHeaders(Gzip))).Payload);
        Expect.Zeros(314159, (await client.Service.UnaryCallAsync(Request(false), options.WithHeaders(Gzip).WithWriteOptions(Uncompressed))).Payload);
    }

    public static async Task ClientStreamingAsync(InteropClient client, bool probe, CancellationToken cancellation)
    {
        static StreamingInputCallRequest Request(bool compressed, int size) =>
            new() { ExpectCompressed = new BoolValue { Value = compressed }, Payload = Payloads.Of(size) };
        if (probe)
        {
            await Expect.StatusAsync(StatusCode.InvalidArgument, async () =>
            {
                using var refused = client.Service.StreamingInputCall(cancellationToken: cancellation);
                await refused.RequestStream.WriteAsync(Request(true, 27182), cancellation);
                await refused.RequestStream.CompleteAsync();
                await refused;
            });
        }

        using var call = client.Service.StreamingInputCall(Gzip, cancellationToken: cancellation);
        await call.RequestStream.WriteAsync(Request(true, 27182), cancellation);
        call.RequestStream.WriteOptions = Uncompressed;
        await call.RequestStream.WriteAsync(Request(false, 45904), cancellation);
        await call.RequestStream.CompleteAsync();
        Expect.Equal(73086, (await call.ResponseAsync).AggregatedPayloadSize, "the sum of the payloads");
    }

    public static async Task ServerUnaryAsync(InteropClient client, CancellationToken cancellation)
    {
        foreach (var compressed in (bool[])[true, false])
        {
            var request = new SimpleRequest { ResponseCompressed = new BoolValue { Value = compressed }, ResponseSize = 314159, Payload = Payloads.Of(271828) };
            var before = client.Compressed;
            var response = await client.Service.UnaryCallAsync(request, cancellationToken: cancellation);
            Expect.Equal(compressed, client.Compressed > before, "the response compressed");
            Expect.Zeros(314159, response.Payload);
        }
    }

    public static async Task ServerStreamingAsync(InteropClient client, CancellationToken cancellation)
    {
        (bool Compressed, int Size)[] wanted = [(true, 31415), (false, 92653)];
        var request = new StreamingOutputCallRequest
        {
            ResponseParameters = { wanted.Select(one => new ResponseParameters { Compressed = new BoolValue { Value = one.Compressed }, Size = one.Size }) },
        };
        using var call = client.Service.StreamingOutputCall(request, cancellationToken: cancellation);
        foreach (var (compressed, size) in wanted)
        {
            var before = client.Compressed;
            await PlainCases.NextAsync(call.ResponseStream, size, cancellation);
            Expect.Equal(compressed, client.Compressed > before, $"the response of {size} bytes compressed");
        }

        await PlainCases.EndAsync(call.ResponseStream, cancellation);
    }
}
