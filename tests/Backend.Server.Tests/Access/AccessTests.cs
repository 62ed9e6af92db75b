using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Tests.Access;

public sealed class AccessTests(RunningSystem system)
{
    static readonly Marshaller<byte[]> Bytes = new(bytes => bytes, bytes => bytes);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_method_of_every_service_has_its_row_in_the_matrix()
    {
        Assert.True(AllMethods().Count() > 25);
        Assert.Equal(
            AllMethods().Select(method => method.FullName).Where(name => !IsBox(name)).Order(StringComparer.Ordinal), AccessMatrix.Rows.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_role_may_call_what_the_matrix_says_and_nothing_else()
    {
        var wrong = new List<string>();
        foreach (var role in Callers.Roles)
        {
            var caller = system.As(role);
            foreach (var method in AllMethods().Where(method => !IsBox(method.FullName)))
            {
                var status = await CallAsync(caller, method);
                var refused = status.StatusCode == StatusCode.PermissionDenied && status.Detail.Contains($"in the role {role} may not call", StringComparison.Ordinal);
                if (refused == AccessMatrix.Rows[method.FullName].Contains(role))
                {
                    wrong.Add($"{role} {method.FullName}: {status}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public async Task Without_a_known_token_nothing_can_be_called(string? token)
    {
        var caller = system.Connect(token);
        foreach (var method in AllMethods().Where(method => !IsBox(method.FullName)))
        {
            Assert.Equal((method.FullName, StatusCode.Unauthenticated), (method.FullName, (await CallAsync(caller, method)).StatusCode));
        }
    }

    [Fact]
    public async Task A_box_needs_no_token_but_must_show_who_it_is()
    {
        var caller = system.Connect(token: null);
        var answers = new Dictionary<string, StatusCode>(StringComparer.Ordinal);
        foreach (var method in AllMethods().Where(method => IsBox(method.FullName)))
        {
            answers.Add(method.Name, (await CallAsync(caller, method)).StatusCode);
        }

        Assert.Equal(
            [("BeginEnrollment", StatusCode.PermissionDenied), ("CompleteEnrollment", StatusCode.InvalidArgument), ("Connect", StatusCode.Unauthenticated), ("FetchPackage", StatusCode.InvalidArgument)],
            answers.Select(answer => (answer.Key, answer.Value)).OrderBy(answer => answer.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_customer_may_not_act_for_another_and_sees_nothing_of_it()
    {
        var (other, timeslot, offer) = (Callers.CustomerId(2), 1_782_086_400L, Guid.NewGuid().ToString());
        var market = new MarketService.MarketServiceClient(system.As("Customer"));
        var calls = new Func<Task>[]
        {
            async () => await market.PlaceOfferAsync(Trading.Offer(2, new(timeslot), 100, 100), cancellationToken: Cancellation),
            async () => await market.PlaceBidAsync(Trading.Bid(2, new(timeslot), offer, 100, 100), cancellationToken: Cancellation),
            async () => await market.WithdrawOfferAsync(new() { CustomerId = other, OfferId = offer, Timeslot = timeslot }, cancellationToken: Cancellation),
            async () => await new EvidenceService.EvidenceServiceClient(system.As("Customer"))
                .GetProofsAsync(new() { CustomerId = other, Timeslot = timeslot }, cancellationToken: Cancellation),
            async () => await new ForecastService.ForecastServiceClient(system.As("Customer"))
                .GetForecastAsync(new() { UnitNumber = Plants.Solar(2), FromTimeslot = timeslot, ToTimeslot = timeslot }, cancellationToken: Cancellation),
        };
        foreach (var call in calls)
        {
            Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
        }

        var energies = new SettlementService.SettlementServiceClient(system.As("Customer"))
            .GetSlotEnergiesAsync(new() { UnitNumber = Plants.Solar(2), Timeslot = timeslot }, cancellationToken: Cancellation);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => energies.ResponseAsync)).StatusCode);
    }

    static bool IsBox(string method) => method.StartsWith("lem.v1.BoxService.", StringComparison.Ordinal);

    /// <summary>All that the wire has, found in the generated code: nobody lists them here.</summary>
    static IEnumerable<MethodDescriptor> AllMethods() => typeof(MarketService).Assembly.GetTypes()
        .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
        .OfType<FileDescriptor>()
        .SelectMany(file => file.Services)
        .SelectMany(service => service.Methods);

    /// <summary>Calls with an empty message, or with none at all in a stream.</summary>
    static async Task<Status> CallAsync(CallInvoker caller, MethodDescriptor descriptor)
    {
        var type = (descriptor.IsClientStreaming, descriptor.IsServerStreaming) switch
        {
            (false, false) => MethodType.Unary,
            (true, false) => MethodType.ClientStreaming,
            (false, true) => MethodType.ServerStreaming,
            _ => MethodType.DuplexStreaming,
        };
        var method = new Method<byte[], byte[]>(type, descriptor.Service.FullName, descriptor.Name, Bytes, Bytes);
        var options = new CallOptions(cancellationToken: Cancellation);
        try
        {
            switch (type)
            {
                case MethodType.Unary:
                    await caller.AsyncUnaryCall(method, null, options, []);
                    break;
                case MethodType.ClientStreaming:
                    using (var call = caller.AsyncClientStreamingCall(method, null, options))
                    {
                        await call.RequestStream.CompleteAsync();
                        await call;
                    }

                    break;
                case MethodType.ServerStreaming:
                    using (var call = caller.AsyncServerStreamingCall(method, null, options, []))
                    {
                        await EndAsync(call.ResponseStream);
                    }

                    break;
                default:
                    using (var call = caller.AsyncDuplexStreamingCall(method, null, options))
                    {
                        await call.RequestStream.CompleteAsync();
                        await EndAsync(call.ResponseStream);
                    }

                    break;
            }

            return Status.DefaultSuccess;
        }
        catch (RpcException e)
        {
            return e.Status;
        }
    }

    static async Task EndAsync(IAsyncStreamReader<byte[]> responses)
    {
        while (await responses.MoveNext(Cancellation))
        {
            Assert.NotNull(responses.Current);
        }
    }
}
