using Grpc.Core;
using Grpc.Testing;

namespace LocalEnergyMarket.Interop.Peer.Cases;

/// <summary>Metadata and statuses arrive as they were sent.</summary>
static class StatusCases
{
    const string InitialKey = "x-grpc-test-echo-initial";
    const string InitialValue = "test_initial_metadata_value";
    const string TrailingKey = "x-grpc-test-echo-trailing-bin";
    const string Plain = "test status message";
    const string Special = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";

    static readonly byte[] TrailingValue = [0xab, 0xab, 0xab];

    public static async Task CustomMetadataAsync(InteropClient client, CancellationToken cancellation)
    {
        var sent = new Metadata { { InitialKey, InitialValue }, { TrailingKey, TrailingValue } };

        using var unary = client.Service.UnaryCallAsync(
            new SimpleRequest { ResponseSize = 314159, Payload = Payloads.Of(271828) }, sent, cancellationToken: cancellation);
        await unary;
        Echoed(await unary.ResponseHeadersAsync, unary.GetTrailers());

        using var duplex = client.Service.FullDuplexCall(sent, cancellationToken: cancellation);
        await duplex.RequestStream.WriteAsync(
            new StreamingOutputCallRequest { ResponseParameters = { new ResponseParameters { Size = 314159 } }, Payload = Payloads.Of(271828) }, cancellation);
        await duplex.RequestStream.CompleteAsync();
        await PlainCases.NextAsync(duplex.ResponseStream, 314159, cancellation);
        await PlainCases.EndAsync(duplex.ResponseStream, cancellation);
        Echoed(await duplex.ResponseHeadersAsync, duplex.GetTrailers());
    }

    public static async Task StatusCodeAndMessageAsync(InteropClient client, CancellationToken cancellation)
    {
        var wanted = new EchoStatus { Code = (int)StatusCode.Unknown, Message = Plain };
        await EchoedAsync(Plain, async () => await client.Service.UnaryCallAsync(new SimpleRequest { ResponseStatus = wanted }, cancellationToken: cancellation));
        await EchoedAsync(Plain, async () =>
        {
            using var call = client.Service.FullDuplexCall(cancellationToken: cancellation);
            await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { ResponseStatus = wanted }, cancellation);
            await call.RequestStream.CompleteAsync();
            await PlainCases.EndAsync(call.ResponseStream, cancellation);
        });
    }

    public static Task SpecialStatusMessageAsync(InteropClient client, CancellationToken cancellation) => EchoedAsync(Special, async () =>
        await client.Service.UnaryCallAsync(
            new SimpleRequest { ResponseStatus = new EchoStatus { Code = (int)StatusCode.Unknown, Message = Special } }, cancellationToken: cancellation));

    public static async Task UnimplementedMethodAsync(InteropClient client, CancellationToken cancellation) => await Expect.StatusAsync(
        StatusCode.Unimplemented, async () => await client.Service.UnimplementedCallAsync(new Empty(), cancellationToken: cancellation));

    public static async Task UnimplementedServiceAsync(InteropClient client, CancellationToken cancellation) => await Expect.StatusAsync(
        StatusCode.Unimplemented, async () => await client.Unimplemented.UnimplementedCallAsync(new Empty(), cancellationToken: cancellation));

    static async Task EchoedAsync(string message, Func<Task> call) =>
        Expect.Equal(message, (await Expect.StatusAsync(StatusCode.Unknown, call)).Detail, "the status's message");

    static void Echoed(Metadata initial, Metadata trailing)
    {
        Expect.Equal(InitialValue, initial.GetValue(InitialKey), $"{InitialKey} in the initial metadata");
        Expect.Equal("ABABAB", Convert.ToHexString(trailing.GetValueBytes(TrailingKey) ?? []), $"{TrailingKey} in the trailing metadata");
    }
}
