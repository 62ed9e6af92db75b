using Grpc.Core;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Client.Tests.Servers;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Client.Tests.Connecting;

public sealed class FailoverTests : IDisposable
{
    readonly TestAuthority _authority = new();

    [Fact]
    public async Task The_first_address_is_called_as_long_as_it_serves()
    {
        await using var one = await StartAsync("one");
        await using var two = await StartAsync("two");
        using var client = LemClient.Connect(Some.Options(_authority, one.Address, two.Address));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("one", await client.WhoAsync());
        }

        Assert.Equal(1, one.Script.Connections);
        Assert.Equal(0, two.Script.Connections);
    }

    [Fact]
    public async Task An_address_where_nothing_listens_is_passed_over_for_calls_of_every_kind()
    {
        var away = Nobody();
        await using var there = await StartAsync("there");
        using var client = LemClient.Connect(Some.Options(_authority, away, there.Address));
        // It has side effects, and is never repeated once it may have reached a backend.
        await client.Evidence.RequestDataAsync(new(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Single(there.Script.Calls);
    }

    [Fact]
    public async Task A_backend_that_stops_is_left_and_taken_again_when_the_other_stops()
    {
        var one = await StartAsync("one");
        var two = await StartAsync("two");
        using var client = LemClient.Connect(Some.Options(_authority, one.Address, two.Address));
        Assert.Equal("one", await client.WhoAsync());

        var port = one.Port;
        await one.DisposeAsync();
        Assert.Equal("two", await client.WhoAsync());

        await using var back = await TestServer.StartAsync(_authority.Server(), "one again", port);
        Assert.Equal("two", await client.WhoAsync());
        await two.DisposeAsync();
        Assert.Equal("one again", await client.WhoAsync());
    }

    [Fact]
    public async Task Backends_that_stop_in_turn_while_many_calls_run_fail_none()
    {
        var servers = new[] { await StartAsync("one"), await StartAsync("two") };
        using var client = LemClient.Connect(Some.Options(_authority, servers[0].Address, servers[1].Address) with { Retry = new() });
        using var done = new CancellationTokenSource();
        var made = new int[8];
        var calls = made.Select(async (_, caller) =>
        {
            while (!done.IsCancellationRequested)
            {
                await client.WhoAsync();
                Interlocked.Increment(ref made[caller]);
            }
        }).ToList();
        for (var i = 0; i < 10; i++)
        {
            var port = servers[i % 2].Port;
            await servers[i % 2].DisposeAsync();
            servers[i % 2] = await TestServer.StartAsync(_authority.Server(), "again", port);
            // Each caller has come through before the next stops: otherwise one call could meet all ten.
            var before = made.ToArray();
            while (calls.Where((call, caller) => !call.IsCompleted && Volatile.Read(ref made[caller]) == before[caller]).Any())
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }

        await done.CancelAsync();
        await Task.WhenAll(calls);
        await servers[0].DisposeAsync();
        await servers[1].DisposeAsync();
    }

    [Fact]
    public async Task A_call_that_a_stopping_backend_has_not_looked_at_is_sent_again_whole()
    {
        await using var server = await StartAsync("one");
        await using var stopping = new GoAwayFirst(_authority.Server(), server.Port);
        using var client = LemClient.Connect(Some.Options(_authority, stopping.Address));
        Assert.Equal("one", await client.WhoAsync());
        await using var other = new GoAwayFirst(_authority.Server(), server.Port);
        using var another = LemClient.Connect(Some.Options(_authority, other.Address));
        // With side effects: it is safe because the backend says that it has not looked.
        await another.Evidence.RequestDataAsync(new() { BoxId = "box" }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(2, server.Script.Calls.Count);
        Assert.True(stopping.SawMessage && other.SawMessage);
    }

    [Fact]
    public async Task A_backend_that_says_it_does_not_serve_is_left_for_the_next()
    {
        await using var one = await StartAsync("one");
        await using var two = await StartAsync("two");
        one.Script.Always = Some.Failure(StatusCode.Unavailable, "stopping");
        using var client = LemClient.Connect(Some.Options(_authority, one.Address, two.Address));
        Assert.Equal("two", await client.WhoAsync());
        Assert.Equal("two", await client.WhoAsync());
        Assert.Single(one.Script.Calls);
    }

    [Fact]
    public async Task Where_nobody_answers_the_error_says_why_for_each_address()
    {
        var (one, two) = (Nobody(), Nobody());
        using var client = LemClient.Connect(Some.Options(_authority, one, two) with { Retry = new() { Attempts = 1 } });
        var e = await Assert.ThrowsAsync<UnavailableException>(client.WhoAsync);
        Assert.Contains($"{one}: Connection refused", e.Message, StringComparison.Ordinal);
        Assert.Contains($"{two}: Connection refused", e.Message, StringComparison.Ordinal);
        Assert.IsType<RpcException>(e.InnerException);
    }

    [Fact]
    public async Task A_backend_that_comes_while_a_call_is_repeated_answers_it()
    {
        var address = Nobody();
        var options = Some.Options(_authority, address);
        using var client = LemClient.Connect(options with { Retry = options.Retry with { Attempts = 5, FirstPause = TimeSpan.FromSeconds(2), LongestPause = TimeSpan.FromSeconds(5) } });
        var call = client.WhoAsync();
        await using var late = await TestServer.StartAsync(_authority.Server(), "late", address.Port);
        Assert.Equal("late", await call);
    }

    [Fact]
    public async Task Clients_with_a_random_start_spread_over_the_addresses()
    {
        await using var one = await StartAsync("one");
        await using var two = await StartAsync("two");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // The chance that 60 clients take the same is 2⁻⁵⁹.
        for (var i = 0; i < 60 && seen.Count < 2; i++)
        {
            using var client = LemClient.Connect(Some.Options(_authority, one.Address, two.Address) with { Order = AddressOrder.Random });
            seen.Add(await client.WhoAsync());
        }

        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public async Task A_connection_without_calls_is_closed_and_opened_again()
    {
        await using var server = await StartAsync("one");
        using var client = LemClient.Connect(Some.Options(_authority, server.Address) with { IdleTimeout = TimeSpan.FromMilliseconds(1) });
        await client.WhoAsync();

        Assert.True(await server.Script.Ended.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken), "The connection was not closed.");
        await client.WhoAsync();
        Assert.Equal(2, server.Script.Connections);
    }

    public void Dispose() => _authority.Dispose();

    static Uri Nobody() => new($"https://127.0.0.1:{FreePorts.One()}");

    Task<TestServer> StartAsync(string name) => TestServer.StartAsync(_authority.Server(), name);
}
