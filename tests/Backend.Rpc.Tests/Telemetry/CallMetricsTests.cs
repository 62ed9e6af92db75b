using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Telemetry;
using LocalEnergyMarket.Backend.Rpc.Tests.Limits;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Telemetry;

public sealed class CallMetricsTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_too_many_is_counted_by_its_method()
    {
        await using var server = await LimitedServer.StartAsync(
            configure: options => (options.RateLimits.Address.Burst, options.RateLimits.Address.CallsPerSecond) = (1, 0.001));
        var counted = new ConcurrentQueue<string>();
        using var listener = Listen<long>("lem.rpc.rate_limited", counted);
        await server.Client.AskAsync(new(), cancellationToken: Cancellation);
        var refused = await Assert.ThrowsAsync<RpcException>(() => server.Client.AskAsync(new(), cancellationToken: Cancellation).ResponseAsync);
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Single(counted, measured => measured == "rpc.method=lem.limited.LimitedService/Ask");
    }

    [Fact]
    public async Task A_call_in_JSON_is_measured_like_any_other()
    {
        var measured = new ConcurrentQueue<string>();
        using var listener = Listen<double>("rpc.server.call.duration", measured);
        await using var server = await LimitedServer.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(server.Address, "/lem.limited.LimitedService/Ask"), content, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        // It is measured when all of it is done, which may be after its answer has come.
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!measured.Any(tags => tags.StartsWith("rpc.system.name=connectrpc,rpc.method=lem.limited.LimitedService/Ask,", StringComparison.Ordinal)))
        {
            await timer.WaitForNextTickAsync(Cancellation);
        }
    }

    static MeterListener Listen<T>(string instrument, ConcurrentQueue<string> measured)
        where T : struct
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (published, listener) =>
            {
                if (published.Meter.Name == RpcTelemetry.Name && published.Name == instrument)
                {
                    listener.EnableMeasurementEvents(published);
                }
            },
        };
        listener.SetMeasurementEventCallback<T>((_, _, tags, _) => measured.Enqueue(string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
        listener.Start();
        return listener;
    }
}
