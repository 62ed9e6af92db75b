using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Calls.Access;
using LocalEnergyMarket.Backend.Rpc.Tests.Tried;
using static LocalEnergyMarket.Backend.Rpc.Tests.Errors.Details;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Calls;

public sealed class AccessTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_right_role_may_call_and_the_service_knows_who_it_is()
    {
        await using var server = await TriedServer.StartAsync();
        Assert.Equal("the Operator", (await server.Client.AskAsOperatorAsync(new() { What = "who" }, As("Operator"))).Text);
        Assert.Equal("the Portal", (await server.Client.AskAsOperatorAsync(new() { What = "who" }, As("Portal"))).Text);
        Assert.Equal("", (await server.Client.AskAsync(new() { What = "who" }, cancellationToken: Cancellation)).Text);
        Assert.Equal("the Customer", (await server.Client.AskAsync(new() { What = "who" }, As("Customer"))).Text);
    }

    [Fact]
    public async Task Another_role_is_refused_in_every_kind_of_call()
    {
        await using var server = await TriedServer.StartAsync();
        foreach (var call in OfEachKind(server.Client, As("Customer")))
        {
            var error = await RefusedAsync(StatusCode.PermissionDenied, "ROLE_NOT_ALLOWED", call);
            Assert.Contains("in the role Customer may not call /lem.tried.TriedService/", error.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_token_or_with_an_unknown_one_every_kind_of_call_is_refused()
    {
        await using var server = await TriedServer.StartAsync();
        foreach (var call in OfEachKind(server.Client, new(cancellationToken: Cancellation)))
        {
            await RefusedAsync(StatusCode.Unauthenticated, "TOKEN_MISSING", call);
        }

        foreach (var call in OfEachKind(server.Client, As("Somebody")))
        {
            await RefusedAsync(StatusCode.Unauthenticated, "TOKEN_UNKNOWN", call);
        }
    }

    [Theory]
    [InlineData("bearer Operator", null)]
    [InlineData("BEARER  Operator", null)]
    [InlineData("Basic Operator", "TOKEN_MISSING")]
    [InlineData("Bearer ", "TOKEN_MISSING")]
    [InlineData("Operator", "TOKEN_MISSING")]
    [InlineData("Bearer Operator, Bearer Portal", "TOKEN_UNKNOWN")]
    public async Task Only_a_bearer_token_counts(string header, string? reason)
    {
        await using var server = await TriedServer.StartAsync();
        var call = () => server.Client.AskAsOperatorAsync(new(), new Metadata { { "authorization", header } }, cancellationToken: Cancellation).ResponseAsync;
        if (reason is null)
        {
            await call();
        }
        else
        {
            await RefusedAsync(StatusCode.Unauthenticated, reason, call);
        }
    }

    [Fact]
    public async Task A_method_without_a_rule_can_be_called_by_nobody()
    {
        await using var server = await TriedServer.StartAsync();
        foreach (var role in new[] { "Operator", "Supplier", "Customer", "Auditor", "Portal" })
        {
            await RefusedAsync(StatusCode.PermissionDenied, "ROLE_NOT_ALLOWED", () => server.Client.AskWithoutRuleAsync(new(), As(role)).ResponseAsync);
        }
    }

    [Fact]
    public async Task Who_is_refused_is_not_read_first()
    {
        await using var server = await TriedServer.StartAsync();
        var large = new Question { Ballast = Google.Protobuf.ByteString.CopyFrom(new byte[6 << 20]) };
        await RefusedAsync(StatusCode.Unauthenticated, "TOKEN_MISSING", () => server.Client.AskAsOperatorAsync(large, cancellationToken: Cancellation).ResponseAsync);
    }

    [Theory]
    [InlineData(DescribedTo.Everyone, "Operator", true)]
    [InlineData(DescribedTo.Everyone, null, true)]
    [InlineData(DescribedTo.Staff, "Operator", true)]
    [InlineData(DescribedTo.Staff, "Customer", false)]
    public void Reflection_is_for_those_whom_the_options_name(DescribedTo access, string? role, bool allowed)
    {
        var method = Grpc.Reflection.V1.ServerReflection.Descriptor.Methods[0];
        var rules = new MethodAccess(new() { DescribeTo = access }, new());
        var known = new Rpc.Calls.Methods.CallMethod("/x", method, rules.Of(method));
        Assert.Equal(allowed, role is null ? known.IsOpen : known.Allows(Enum.Parse<LocalEnergyMarket.Protos.V1.CallerRole>(role)));
    }

    [Fact]
    public void Health_is_open()
    {
        var rules = new MethodAccess(new(), new());
        Assert.All(Grpc.Health.V1.Health.Descriptor.Methods, method => Assert.True(rules.Of(method)!.Open));
    }

    static CallOptions As(string role) => new(new Metadata { { "authorization", $"Bearer {role}" } }, cancellationToken: Cancellation);

    static IEnumerable<Func<Task>> OfEachKind(TriedService.TriedServiceClient client, CallOptions options)
    {
        yield return () => client.AskAsOperatorAsync(new(), options).ResponseAsync;
        yield return () => client.UploadAsOperator(options).ResponseAsync;
        yield return () => client.WatchAsOperator(new(), options).ResponseStream.MoveNext(Cancellation);
        yield return () => client.TalkAsOperator(options).ResponseStream.MoveNext(Cancellation);
    }
}
