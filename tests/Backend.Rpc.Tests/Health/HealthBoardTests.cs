using Grpc.Core;
using Grpc.Health.V1;
using LocalEnergyMarket.Backend.Rpc.Health;
using LocalEnergyMarket.Backend.Rpc.Tests.Limits;
using LocalEnergyMarket.Protos.V1;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Health;

public sealed class HealthBoardTests
{
    Func<Task<(PartState State, string Detail)>> _part = () => Task.FromResult((PartState.Well, "works"));
    int _asked;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_serves_while_its_parts_do()
    {
        await using var server = await StartAsync();
        using var watch = Watch(server, "needs it");
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));

        _part = () => throw new InvalidOperationException("the disk is full");
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        var board = server.Services.GetRequiredService<HealthBoard>();
        Assert.Equal(new PartHealth("part", PartState.Down, "does not answer: the disk is full"), board.Latest.Single(part => part.Part == "part"));

        _part = () => Task.FromResult((PartState.Degraded, "half of it"));
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        Assert.Equal(ServingStatus.NotServing, (await CheckAsync(server, "needs it well")).Status);
        Assert.Equal(ServingStatus.Serving, (await CheckAsync(server, "needs nothing")).Status);
        Assert.Equal(ServingStatus.NotServing, (await CheckAsync(server, "needs what nobody asks")).Status);
    }

    [Fact]
    public async Task A_part_that_hangs_is_down_is_not_asked_twice_and_holds_up_no_other()
    {
        await using var server = await StartAsync();
        var hanging = new TaskCompletionSource<(PartState, string)>();
        _part = () => hanging.Task;
        using var watch = Watch(server, "needs it");
        while (await NextAsync(watch) != ServingStatus.NotServing)
        {
        }

        var board = server.Services.GetRequiredService<HealthBoard>();
        Assert.Equal("does not answer within 1 s", board.Latest.Single(part => part.Part == "part").Detail);
        Assert.Equal(PartState.Well, board.Latest.Single(part => part.Part == "other").State);
        var before = Volatile.Read(ref _asked);
        await board.AskAsync(Cancellation);
        Assert.Equal(before, Volatile.Read(ref _asked));

        hanging.SetResult((PartState.Well, "late"));
        _part = () => Task.FromResult((PartState.Well, "works"));
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
    }

    Task<LimitedServer> StartAsync() => LimitedServer.StartAsync(
        add: services => services.AddRpcHealth(_ => new(
            [new("part", AskPart), new("other", _ => Task.FromResult((PartState.Well, "works")))],
            [
                new("needs it", PartState.Degraded, "part", "other"),
                new("needs it well", PartState.Well, "part"),
                new("needs nothing", PartState.Degraded),
                new("needs what nobody asks", PartState.Degraded, "another"),
            ])),
        configure: options => (options.Health.IntervalSeconds, options.Health.PartSeconds) = (1, 1));

    Task<(PartState State, string Detail)> AskPart(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _asked);
        return _part();
    }

    static AsyncServerStreamingCall<HealthCheckResponse> Watch(LimitedServer server, string service) =>
        new Grpc.Health.V1.Health.HealthClient(server.Channel).Watch(new() { Service = service }, cancellationToken: Cancellation);

    static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        return watch.ResponseStream.Current.Status;
    }

    static async Task<HealthCheckResponse> CheckAsync(LimitedServer server, string service) =>
        await new Grpc.Health.V1.Health.HealthClient(server.Channel).CheckAsync(new() { Service = service }, cancellationToken: Cancellation);
}
