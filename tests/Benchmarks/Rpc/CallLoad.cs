using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Grpc.Net.Client;
using LocalEnergyMarket.Benchmarks.Rpc.V1;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Benchmarks.Rpc;

/// <summary>The C# client: makes calls for some seconds and says how many a second it were.</summary>
sealed class CallLoad(int port, TimeSpan time) : IDisposable
{
    /// <summary>Bytes in a payload: with its tag and length the message has 120.</summary>
    public const int PayloadLength = 118;

    /// <summary>Batches sent and not yet acknowledged: a box's default.</summary>
    const int Window = 8;

    readonly GrpcChannel _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
    readonly Payload _message = BenchCalls.Message(PayloadLength);

    BenchService.BenchServiceClient Bench => new(_channel);

    /// <summary>Unary calls a second, so many at a time.</summary>
    public async Task<double> AskAsync(int atOnce)
    {
        var clock = Stopwatch.StartNew();
        var calls = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            var made = 0;
            for (; clock.Elapsed < time; made++)
            {
                await Bench.AskAsync(_message);
            }

            return made;
        })));
        return calls.Sum() / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Messages of 120 bytes a second, up a stream.</summary>
    public async Task<double> SendAsync()
    {
        var clock = Stopwatch.StartNew();
        using var call = Bench.Send();
        while (clock.Elapsed < time)
        {
            await call.RequestStream.WriteAsync(_message);
        }

        await call.RequestStream.CompleteAsync();
        var received = await call;
        return received.Messages / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Messages there and back a second, one after the other on an open stream.</summary>
    public async Task<double> EchoAsync()
    {
        var clock = Stopwatch.StartNew();
        using var call = Bench.Echo();
        var rounds = 0;
        for (; clock.Elapsed < time; rounds++)
        {
            await call.RequestStream.WriteAsync(_message);
            await call.ResponseStream.MoveNext(CancellationToken.None);
        }

        await call.RequestStream.CompleteAsync();
        return rounds / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Batches a second on a box's stream, each acknowledged.</summary>
    /// <param name="content">What the box has signed.</param>
    public async Task<double> BatchesAsync(ReadOnlyMemory<byte> content)
    {
        var message = new BoxMessage { Batch = new() { Content = UnsafeByteOperations.UnsafeWrap(content), Signature = ByteString.CopyFrom(new byte[64]) } };
        using var call = new BoxService.BoxServiceClient(_channel).Connect();
        await call.ResponseStream.MoveNext(CancellationToken.None);
        await call.RequestStream.WriteAsync(new() { Hello = new() { BoxId = "0190a000-0000-7000-8000-000000000001" } });
        await call.ResponseStream.MoveNext(CancellationToken.None);
        var clock = Stopwatch.StartNew();
        var acknowledged = 0;
        using var window = new SemaphoreSlim(Window);
        var reading = Task.Run(async () =>
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                acknowledged++;
                window.Release();
            }
        });
        while (clock.Elapsed < time)
        {
            await window.WaitAsync();
            await call.RequestStream.WriteAsync(message);
        }

        await call.RequestStream.CompleteAsync();
        await reading;
        return acknowledged / clock.Elapsed.TotalSeconds;
    }

    public async Task<Measured> MeasureAsync() => await Bench.MeasureAsync(new());

    public void Dispose() => _channel.Dispose();
}
