using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Tests.Readings;

namespace LocalEnergyMarket.Protos.Wire.Tests.Transport;

/// <summary>Each kind of call, from the real client to the real server over TLS.</summary>
public sealed class CallTests : IAsyncLifetime
{
    Loopback _loopback = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _loopback = await Loopback.StartAsync();

    public ValueTask DisposeAsync() => _loopback.DisposeAsync();

    [Fact]
    public async Task A_unary_call_brings_response_headers_and_trailers()
    {
        var headers = new Metadata { { "lem-sent", "hello" } };
        using var call = Boxes().BeginEnrollmentAsync(new BeginEnrollmentRequest { Code = "A" }, headers, cancellationToken: Cancellation);

        Assert.Equal("hello", (await call.ResponseHeadersAsync).GetValue("lem-seen"));
        Assert.Equal("A", (await call).EnrollmentId);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.StartsWith("ipv4:127.0.0.1:", call.GetTrailers().GetValue("lem-peer"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_blocking_call_brings_the_response() =>
        Assert.Equal("A", Boxes().BeginEnrollment(new BeginEnrollmentRequest { Code = "A" }, cancellationToken: Cancellation).EnrollmentId);

    [Fact]
    public async Task A_large_message_arrives_whole()
    {
        var large = ByteString.CopyFrom([.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 31))]);

        var response = await Boxes().BeginEnrollmentAsync(
            new BeginEnrollmentRequest { Code = "A", EndorsementPublic = large }, cancellationToken: Cancellation);

        Assert.Equal(large, response.CredentialBlob);
    }

    [Fact]
    public async Task A_client_stream_is_taken_message_by_message()
    {
        using var call = new RegistryService.RegistryServiceClient(_loopback.Channel).ImportMastr(cancellationToken: Cancellation);
        for (var length = 1; length <= 4; length++)
        {
            await call.RequestStream.WriteAsync(new FileChunk { Data = ByteString.CopyFrom(new byte[length]) }, Cancellation);
        }

        await call.RequestStream.CompleteAsync();

        var response = await call;
        Assert.Equal((10, 4), (response.Units, response.MarketActors));
    }

    [Fact]
    public async Task A_server_stream_is_read_to_its_end()
    {
        using var call = new Probe.ProbeClient(_loopback.Channel).Count(new CountRequest { To = 5 }, cancellationToken: Cancellation);

        var numbers = await call.ResponseStream.ReadAllAsync(Cancellation).Select(response => response.Number).ToListAsync(Cancellation);

        Assert.Equal([1, 2, 3, 4, 5], numbers);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_box_and_the_backend_take_turns_on_one_stream()
    {
        using var call = Boxes().Connect(cancellationToken: Cancellation);
        var answers = call.ResponseStream.ReadAllAsync(Cancellation).GetAsyncEnumerator(Cancellation);

        Assert.True(await answers.MoveNextAsync());
        Assert.Equal(BackendMessage.MessageOneofCase.Challenge, answers.Current.MessageCase);
        await call.RequestStream.WriteAsync(new BoxMessage { Hello = new Hello() }, Cancellation);
        Assert.True(await answers.MoveNextAsync());
        Assert.Equal(BackendMessage.MessageOneofCase.Welcome, answers.Current.MessageCase);
        for (var sequence = 1UL; sequence <= 3; sequence++)
        {
            var batch = new ReadingBatch { Sequence = sequence, Meters = { SomeReadings.Columns() } };
            await call.RequestStream.WriteAsync(new BoxMessage { Batch = new SignedBatch { Content = batch.ToByteString() } }, Cancellation);
            Assert.True(await answers.MoveNextAsync());
            Assert.Equal(sequence, answers.Current.Ack.Sequence);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await answers.MoveNextAsync());
    }

    BoxService.BoxServiceClient Boxes() => new(_loopback.Channel);
}
