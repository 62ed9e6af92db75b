using System.Net;
using Google.Rpc;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Calls.RateLimits;
using LocalEnergyMarket.Backend.Rpc.Tests.Tried;
using LocalEnergyMarket.Protos.V1;
using static LocalEnergyMarket.Backend.Rpc.Tests.Errors.Details;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Calls;

public sealed class RateLimitTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_beyond_the_budget_are_refused_until_the_clock_brings_some_back()
    {
        var clock = new HandClock();
        await using var server = await TriedServer.StartAsync(options => options.RateLimits.Address = new() { CallsPerSecond = 2, Burst = 3, OpenCalls = 10 }, clock);
        for (var i = 0; i < 3; i++)
        {
            await AskAsync(server);
        }

        var error = await RefusedAsync(StatusCode.ResourceExhausted, "TOO_MANY_CALLS", () => AskAsync(server));
        Assert.Equal(TimeSpan.FromSeconds(0.5), Get<RetryInfo>(error).RetryDelay.ToTimeSpan());
        Assert.Equal("address", Assert.Single(Get<QuotaFailure>(error).Violations).Subject);

        clock.Pass(TimeSpan.FromSeconds(0.5));
        await AskAsync(server);
        await RefusedAsync(StatusCode.ResourceExhausted, "TOO_MANY_CALLS", () => AskAsync(server));
        clock.Pass(TimeSpan.FromHours(1));
        for (var i = 0; i < 3; i++)
        {
            await AskAsync(server);
        }

        await RefusedAsync(StatusCode.ResourceExhausted, "TOO_MANY_CALLS", () => AskAsync(server));
    }

    [Fact]
    public async Task Each_caller_has_its_own_budget_and_a_roles_factor_counts()
    {
        await using var server = await TriedServer.StartAsync(
            options =>
            {
                options.RateLimits.Caller = new() { CallsPerSecond = 1, Burst = 2, OpenCalls = 10 };
                options.RateLimits.Address = new() { CallsPerSecond = 1, Burst = 1, OpenCalls = 10 };
                options.RateLimits.Factors[CallerRole.Portal] = 3;
            },
            new HandClock());
        Assert.Equal(2, await UntilRefusedAsync(server, "Operator"));
        Assert.Equal(2, await UntilRefusedAsync(server, "Auditor"));
        Assert.Equal(6, await UntilRefusedAsync(server, "Portal"));
        Assert.Equal(1, await UntilRefusedAsync(server, "nobody known"));
    }

    [Fact]
    public async Task Open_streams_are_counted_and_given_back_when_they_end()
    {
        await using var server = await TriedServer.StartAsync(options => options.RateLimits.Address = new() { CallsPerSecond = 100, Burst = 100, OpenCalls = 2 });
        using var first = server.Client.Talk(cancellationToken: Cancellation);
        await first.RequestStream.WriteAsync(new() { What = "wait" }, Cancellation);
        Assert.Equal("waits", await server.Witness.NextAsync());
        using (var second = server.Client.Talk(cancellationToken: Cancellation))
        {
            await second.RequestStream.WriteAsync(new() { What = "wait" }, Cancellation);
            Assert.Equal("waits", await server.Witness.NextAsync());
            var error = await RefusedAsync(StatusCode.ResourceExhausted, "TOO_MANY_OPEN_CALLS", () => AskAsync(server));
            Assert.NotNull(Find<RetryInfo>(error));
        }

        // The caller has gone; the server knows a little later.
        Assert.Equal("cancelled", await server.Witness.NextAsync());
        while (await StatusOfAsync(() => AskAsync(server)) != StatusCode.OK)
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task What_can_be_guessed_has_a_budget_of_its_own()
    {
        await using var server = await TriedServer.StartAsync(
            options => options.RateLimits.Guess = new() { CallsPerSecond = 0.1, Burst = 2, OpenCalls = 5 }, new HandClock());
        await server.Client.GuessAsync(new(), cancellationToken: Cancellation);
        await server.Client.GuessAsync(new(), cancellationToken: Cancellation);
        var error = await RefusedAsync(StatusCode.ResourceExhausted, "TOO_MANY_TRIES", () => server.Client.GuessAsync(new(), cancellationToken: Cancellation).ResponseAsync);
        Assert.Equal(TimeSpan.FromSeconds(10), Get<RetryInfo>(error).RetryDelay.ToTimeSpan());
        await AskAsync(server);
    }

    [Theory]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::1", "0.0.0.0", false)]
    public void An_IPv6_network_counts_as_one(string one, string other, bool same) =>
        Assert.Equal(same, AddressBudgets.KeyOf(IPAddress.Parse(one)) == AddressBudgets.KeyOf(IPAddress.Parse(other)));

    [Fact]
    public void However_many_addresses_come_the_memory_is_bounded_and_the_known_keep_theirs()
    {
        var clock = new HandClock();
        var budgets = new AddressBudgets(new(1, 2, 10), 100, clock);
        var known = budgets.Of(AddressOf(0));
        Assert.Equal(BudgetAnswer.Granted, known.Take(out _));
        for (var i = 1; i < 10_000; i++)
        {
            budgets.Of(AddressOf(i)).Take(out _);
        }

        Assert.Equal(100, budgets.Count);
        Assert.Same(known, budgets.Of(AddressOf(0)));

        // Those beyond share one budget, which is used up.
        Assert.NotEqual(BudgetAnswer.Granted, budgets.Of(AddressOf(20_000)).Take(out _));

        // Whoever has ended and has all of its budget again is forgotten.
        known.GiveBack();
        clock.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(BudgetAnswer.Granted, budgets.Of(AddressOf(30_000)).Take(out _));
        Assert.InRange(budgets.Count, 1, 100);
        Assert.NotSame(known, budgets.Of(AddressOf(0)));
    }

    static IPAddress AddressOf(int number) => new([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]);

    static Task<Answer> AskAsync(TriedServer server) => server.Client.AskAsync(new(), cancellationToken: Cancellation).ResponseAsync;

    static async Task<int> UntilRefusedAsync(TriedServer server, string token)
    {
        var headers = new Metadata { { "authorization", $"Bearer {token}" } };
        for (var calls = 0; ; calls++)
        {
            if (await StatusOfAsync(() => server.Client.AskAsync(new(), headers, cancellationToken: Cancellation).ResponseAsync) == StatusCode.ResourceExhausted)
            {
                return calls;
            }
        }
    }

    static async Task<StatusCode> StatusOfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    /// <summary>A clock that only the test moves.</summary>
    sealed class HandClock : TimeProvider
    {
        long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
    }
}
