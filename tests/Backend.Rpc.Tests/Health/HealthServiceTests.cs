using Grpc.Core;
using Grpc.Health.V1;
using LocalEnergyMarket.Backend.Rpc.Tests.Limits;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Health;

public sealed class HealthServiceTests
{
    const string Market = "lem.v1.MarketService";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_and_List_know_what_was_set_and_nothing_else()
    {
        await using var server = await LimitedServer.StartAsync();
        var client = new Grpc.Health.V1.Health.HealthClient(server.Channel);
        server.Health.SetStatus("", ServingStatus.Serving);
        server.Health.SetStatus(Market, ServingStatus.NotServing);

        Assert.Equal(ServingStatus.Serving, (await client.CheckAsync(new(), cancellationToken: Cancellation)).Status);
        Assert.Equal(ServingStatus.NotServing, (await client.CheckAsync(new() { Service = Market }, cancellationToken: Cancellation)).Status);
        var unknown = await Assert.ThrowsAsync<RpcException>(() => client.CheckAsync(new() { Service = "lem.v1.Market" }, cancellationToken: Cancellation).ResponseAsync);
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);

        server.Health.SetStatus("gone", ServingStatus.Serving);
        server.Health.ClearStatus("gone");
        var all = await client.ListAsync(new(), cancellationToken: Cancellation);
        Assert.Equal($",{Market}", string.Join(',', all.Statuses.Keys.Order(StringComparer.Ordinal)));
        Assert.Equal(ServingStatus.NotServing, all.Statuses[Market].Status);
    }

    [Fact]
    public async Task Watch_sends_the_status_and_each_change_once()
    {
        await using var server = await LimitedServer.StartAsync();
        using var watch = Watch(server, Market);
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));
        foreach (var status in (ServingStatus[])[ServingStatus.Serving, ServingStatus.NotServing, ServingStatus.Serving])
        {
            server.Health.SetStatus(Market, status);
            server.Health.SetStatus(Market, status);
            server.Health.SetStatus("another", status);
            Assert.Equal(status, await NextAsync(watch));
        }

        server.Health.ClearAll();
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));
    }

    [Fact]
    public async Task At_the_end_all_are_NOT_SERVING_for_good()
    {
        await using var server = await LimitedServer.StartAsync();
        server.Health.SetStatus(Market, ServingStatus.Serving);
        using var known = Watch(server, Market);
        using var unknown = Watch(server, "none");
        Assert.Equal((ServingStatus.Serving, ServingStatus.ServiceUnknown), (await NextAsync(known), await NextAsync(unknown)));

        server.Health.End();
        server.Health.SetStatus(Market, ServingStatus.Serving);

        Assert.Equal(ServingStatus.NotServing, await NextAsync(known));
        foreach (var watch in (AsyncServerStreamingCall<HealthCheckResponse>[])[known, unknown])
        {
            Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(Cancellation))).StatusCode);
        }
    }

    [Fact]
    public async Task A_thousand_watchers_see_a_change_and_leave_nothing_behind()
    {
        await using var server = await LimitedServer.StartAsync(limits => limits.StreamsPerConnection = 1000);
        var watches = Enumerable.Range(0, 1000).Select(i => Watch(server, $"made up {i % 10}")).ToList();
        await Task.WhenAll(watches.Select(async watch => Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch))));
        Assert.Equal(1000, server.Health.Watchers);

        server.Health.SetStatus("made up 3", ServingStatus.Serving);
        await Task.WhenAll(watches.Where((_, i) => i % 10 == 3).Select(async watch => Assert.Equal(ServingStatus.Serving, await NextAsync(watch))));

        watches.ForEach(watch => watch.Dispose());
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (server.Health.Watchers > 0)
        {
            await timer.WaitForNextTickAsync(Cancellation);
        }

        var all = await new Grpc.Health.V1.Health.HealthClient(server.Channel).ListAsync(new(), cancellationToken: Cancellation);
        Assert.Equal("made up 3", Assert.Single(all.Statuses.Keys));
    }

    static AsyncServerStreamingCall<HealthCheckResponse> Watch(LimitedServer server, string service) =>
        new Grpc.Health.V1.Health.HealthClient(server.Channel).Watch(new() { Service = service }, cancellationToken: Cancellation);

    static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        return watch.ResponseStream.Current.Status;
    }
}
