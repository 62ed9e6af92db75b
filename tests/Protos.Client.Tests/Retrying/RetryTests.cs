using Grpc.Core;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Client.Tests.Servers;
using LocalEnergyMarket.Client.Trading;

namespace LocalEnergyMarket.Client.Tests.Retrying;

/// <summary>How often a server that fails on order is called.</summary>
public sealed class RetryTests : IAsyncLifetime
{
    readonly TestAuthority _authority = new();
    TestServer? _server;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    Script Script => _server!.Script;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_authority.Server(), "one");

    [Fact]
    public async Task A_call_without_side_effects_is_repeated_until_it_succeeds()
    {
        using var client = Connect();
        Fail(2, StatusCode.Unavailable);
        Assert.Equal("one", await client.WhoAsync());
        Assert.Equal(3, Script.Calls.Count);
    }

    [Fact]
    public async Task It_is_given_up_after_so_many_tries()
    {
        using var client = Connect();
        Fail(10, StatusCode.Unavailable);
        await Assert.ThrowsAsync<UnavailableException>(client.WhoAsync);
        Assert.Equal(4, Script.Calls.Count);
    }

    [Fact]
    public async Task Without_retries_there_is_one_try()
    {
        using var client = LemClient.Connect(Some.Options(_authority, _server!.Address) with { Retry = new() { Attempts = 1 } });
        Fail(1, StatusCode.Unavailable);
        await Assert.ThrowsAsync<UnavailableException>(client.WhoAsync);
        Assert.Single(Script.Calls);
    }

    [Fact]
    public async Task A_call_whose_repetition_changes_nothing_is_repeated_with_the_same_request()
    {
        using var client = Connect();
        Fail(1, StatusCode.Unavailable);
        var id = Guid.NewGuid();
        var offer = await client.Market.PlaceOfferAsync("C-0001", "U1", new(900), new(1000), new(8_000), requestId: id, cancellation: Cancellation);
        Assert.Equal(id.ToString(), offer);
        Assert.Equal(2, Script.Calls.Count);
    }

    [Fact]
    public async Task A_call_with_side_effects_is_never_repeated()
    {
        using var client = Connect();
        Fail(1, StatusCode.Unavailable);
        await Assert.ThrowsAsync<UnavailableException>(() => client.Evidence.RequestDataAsync(new(), cancellationToken: Cancellation).ResponseAsync);
        Fail(1, StatusCode.Unavailable);
        await Assert.ThrowsAsync<UnavailableException>(() => client.Registry.IssueEnrollmentCodeAsync(new(), cancellationToken: Cancellation).ResponseAsync);
        Assert.Equal(2, Script.Calls.Count);
    }

    [Theory]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.DeadlineExceeded)]
    public async Task Other_failures_are_not_repeated(StatusCode code)
    {
        using var client = Connect();
        Fail(1, code);
        Assert.Equal(code, (await Assert.ThrowsAnyAsync<LemException>(client.WhoAsync)).Code);
        Assert.Single(Script.Calls);
    }

    [Fact]
    public async Task Over_a_limit_the_call_is_repeated_after_the_pause_asked_for()
    {
        using var client = Connect();
        Script.Failures.Enqueue(Some.Limited(TimeSpan.FromMilliseconds(300)));
        var start = TimeProvider.System.GetTimestamp();
        Assert.Equal("one", await client.WhoAsync());
        // Not before: that is the server's word and not a matter of speed.
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(290));
        Assert.Equal(2, Script.Calls.Count);
    }

    [Fact]
    public async Task A_pause_longer_than_the_longest_is_left_to_the_caller()
    {
        using var client = Connect();
        Script.Failures.Enqueue(Some.Limited(TimeSpan.FromMinutes(1)));
        var e = await Assert.ThrowsAsync<RateLimitedException>(client.WhoAsync);
        Assert.Equal(TimeSpan.FromMinutes(1), e.RetryDelay);
        Assert.Single(Script.Calls);
    }

    [Fact]
    public async Task Over_a_limit_that_time_does_not_lift_nothing_is_repeated()
    {
        using var client = Connect();
        Fail(1, StatusCode.ResourceExhausted);
        Assert.Null((await Assert.ThrowsAsync<RateLimitedException>(client.WhoAsync)).RetryDelay);
        Assert.Single(Script.Calls);
    }

    [Fact]
    public async Task The_servers_push_back_is_kept()
    {
        using var client = Connect();
        Script.Failures.Enqueue(new(new(StatusCode.Unavailable, "never again"), new Metadata { { "grpc-retry-pushback-ms", "-1" } }));
        await Assert.ThrowsAsync<UnavailableException>(client.WhoAsync);
        Assert.Single(Script.Calls);
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _authority.Dispose();
    }

    LemClient Connect() => LemClient.Connect(Some.Options(_authority, _server!.Address));

    void Fail(int times, StatusCode code)
    {
        for (var i = 0; i < times; i++)
        {
            Script.Failures.Enqueue(Some.Failure(code, "on order"));
        }
    }
}
