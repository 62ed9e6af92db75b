using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Tests.Transport;

/// <summary>Compression as it stands in the bytes on the wire, message by message.</summary>
public sealed class CompressionTests : IAsyncLifetime
{
    Loopback _loopback = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _loopback = await Loopback.StartAsync();

    public ValueTask DisposeAsync() => _loopback.DisposeAsync();

    [Fact]
    public async Task A_server_compresses_what_it_is_not_told_to_leave()
    {
        using var call = new Probe.ProbeClient(_loopback.Channel).Count(new CountRequest { To = 4 }, cancellationToken: Cancellation);

        Assert.Equal(4, await call.ResponseStream.ReadAllAsync(Cancellation).CountAsync(Cancellation));
        Assert.Equal("gzip", _loopback.Wire.ResponseEncoding);
        Assert.Equal([false, true, false, true], _loopback.Wire.Received);
    }

    [Fact]
    public async Task A_client_compresses_a_call_that_asks_for_it()
    {
        var headers = new Metadata { { "grpc-internal-encoding-request", "gzip" } };

        var response = await new BoxService.BoxServiceClient(_loopback.Channel).BeginEnrollmentAsync(
            new BeginEnrollmentRequest { Code = "A", EndorsementPublic = ByteString.CopyFrom(new byte[10_000]) }, headers, cancellationToken: Cancellation);

        Assert.Equal(10_000, response.CredentialBlob.Length);
        Assert.Equal([true], _loopback.Wire.Sent);
    }

    [Fact]
    public async Task A_client_stream_leaves_single_messages_uncompressed()
    {
        var headers = new Metadata { { "grpc-internal-encoding-request", "gzip" } };
        using var call = new RegistryService.RegistryServiceClient(_loopback.Channel).ImportMastr(headers, cancellationToken: Cancellation);
        foreach (var flags in (WriteFlags[])[default, WriteFlags.NoCompress, default])
        {
            call.RequestStream.WriteOptions = new WriteOptions(flags);
            await call.RequestStream.WriteAsync(new FileChunk { Data = ByteString.CopyFrom(new byte[100]) }, Cancellation);
        }

        await call.RequestStream.CompleteAsync();

        Assert.Equal(300, (await call).Units);
        Assert.Equal([true, false, true], _loopback.Wire.Sent);
    }

    [Fact]
    public async Task Nothing_is_compressed_unasked()
    {
        await new BoxService.BoxServiceClient(_loopback.Channel)
            .BeginEnrollmentAsync(new BeginEnrollmentRequest { Code = "A" }, cancellationToken: Cancellation);

        Assert.Equal([false], _loopback.Wire.Sent);
    }
}
