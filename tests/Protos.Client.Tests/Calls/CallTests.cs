using System.Diagnostics;
using Grpc.Core;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Client.Tests.Servers;
using LocalEnergyMarket.Client.Trading;

namespace LocalEnergyMarket.Client.Tests.Calls;

/// <summary>What goes with every call.</summary>
public sealed class CallTests : IAsyncLifetime
{
    readonly TestAuthority _authority = new();
    TestServer? _server;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_authority.Server(), "one");

    [Fact]
    public async Task A_request_id_goes_with_every_call_and_is_in_its_error()
    {
        using var client = Connect();
        _server!.Script.Failures.Enqueue(Some.Failure(StatusCode.Internal, "broken"));
        var e = await Assert.ThrowsAsync<LemException>(client.WhoAsync);
        Assert.NotEmpty(e.RequestId);
        Assert.Equal(e.RequestId, Header("x-request-id"));

        await client.Status.GetStatusAsync(new(), new Metadata { { "x-request-id", "mine" } }, cancellationToken: Cancellation);
        Assert.Equal("mine", Header("x-request-id"));
    }

    [Fact]
    public async Task The_current_trace_goes_on_and_a_call_without_one_has_a_context_as_well()
    {
        using var client = Connect();
        await client.WhoAsync();
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-00$", Header("traceparent"));

        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        await client.WhoAsync();
        Assert.Contains(activity.TraceId.ToString(), Header("traceparent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_goes_with_every_try_and_may_change()
    {
        var asked = 0;
        using var client = LemClient.Connect(Some.Options(_authority, _server!.Address) with { TokenSource = _ => ValueTask.FromResult($"token-{++asked}") });
        _server.Script.Failures.Enqueue(Some.Failure(StatusCode.Unavailable, "on order"));
        await client.WhoAsync();
        Assert.Equal(["Bearer token-1", "Bearer token-2"], _server.Script.Calls.Select(call => call.Headers.GetValue("authorization")).ToList());
    }

    [Fact]
    public async Task Callers_with_tokens_of_their_own_share_the_connection()
    {
        using var client = LemClient.Connect(Some.Options(_authority, _server!.Address) with { Token = "a" });
        await client.WhoAsync();
        await client.WithToken("b").WhoAsync();
        Assert.Equal(["Bearer a", "Bearer b"], _server.Script.Calls.Select(call => call.Headers.GetValue("authorization")).ToList());
        Assert.Equal(1, _server.Script.Connections);
    }

    [Fact]
    public async Task Pages_come_as_one_stream_and_only_those_that_are_read()
    {
        using var client = Connect();
        var units = new List<string>();
        await foreach (var unit in client.Registry.UnitsAsync(cancellation: Cancellation))
        {
            units.Add(unit.UnitNumber);
        }

        Assert.Equal(["U0", "U1", "U2", "U3", "U4", "U5"], units);
        Assert.Equal(3, _server!.Script.Calls.Count);

        await foreach (var unit in client.Registry.UnitsAsync(cancellation: Cancellation))
        {
            break;
        }

        Assert.Equal(4, _server.Script.Calls.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _authority.Dispose();
    }

    LemClient Connect() => LemClient.Connect(Some.Options(_authority, _server!.Address));

    string Header(string name) => _server!.Script.Calls.Last().Headers.GetValue(name) ?? "";
}
