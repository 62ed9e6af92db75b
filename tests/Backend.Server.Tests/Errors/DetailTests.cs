using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Tests.Errors;

/// <summary>What programs read of a refusal, from the running backend.</summary>
public sealed class DetailTests(RunningSystem system)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_fields_that_are_wrong_are_named_at_once()
    {
        var request = new PlaceOfferRequest { CustomerId = Callers.CustomerId(1), UnitNumber = "SEE1", Timeslot = 901, QuantityWh = -1, RequestId = "1" };
        var error = await RefusedAsync(StatusCode.InvalidArgument, "FIELDS_INVALID", () => system.MarketOf(1).PlaceOfferAsync(request, cancellationToken: Cancellation).ResponseAsync);
        Assert.Equal(
            "unit_number MALFORMED, timeslot NOT_A_TIMESLOT, quantity_wh TOO_SMALL, request_id NOT_A_UUID",
            string.Join(", ", Get<BadRequest>(error).FieldViolations.Select(violation => $"{violation.Field} {violation.Reason}")));
    }

    [Fact]
    public async Task A_rejection_of_the_market_says_what_would_be_possible()
    {
        var timeslot = system.FarTimeslot();
        await Plants.ForecastAsync(system, timeslot, 2m, 1m, Cancellation);
        var error = await RefusedAsync(
            StatusCode.FailedPrecondition, "FORECAST_CAP",
            () => system.MarketOf(44).PlaceOfferAsync(Trading.Offer(44, timeslot, 2_001, 10_000), cancellationToken: Cancellation).ResponseAsync);
        Assert.Equal(("2000", "2000"), (Get<ErrorInfo>(error).Metadata["cap_wh"], Get<ErrorInfo>(error).Metadata["left_wh"]));
        Assert.Equal("FORECAST_CAP", Assert.Single(Get<PreconditionFailure>(error).Violations).Type);
    }

    [Fact]
    public async Task What_does_not_exist_and_who_asked_are_told()
    {
        var registry = new RegistryService.RegistryServiceClient(system.As("Operator"));
        var error = await RefusedAsync(
            StatusCode.NotFound, "UNIT_UNKNOWN",
            () => registry.LinkMeterAsync(
                new() { BoxId = Guid.NewGuid().ToString(), MeterSerial = "1", MeterIndex = 1, UnitNumber = "SEE999999999999" },
                new Metadata { { "x-request-id", "detail-1" } }, cancellationToken: Cancellation).ResponseAsync);
        Assert.Equal(("unit", "SEE999999999999"), (Get<ResourceInfo>(error).ResourceType, Get<ResourceInfo>(error).ResourceName));
        Assert.Equal("detail-1", Get<RequestInfo>(error).RequestId);
    }

    [Fact]
    public async Task A_code_that_is_nobodys_is_denied_with_a_reason() =>
        await RefusedAsync(
            StatusCode.PermissionDenied, "ENROLLMENT_CODE_UNKNOWN",
            () => new BoxService.BoxServiceClient(system.Connect(token: null))
                .BeginEnrollmentAsync(new() { Code = "AAAA-AAAA-AAAA-AAAA-AAAA" }, cancellationToken: Cancellation).ResponseAsync);

    static async Task<RpcException> RefusedAsync(StatusCode code, string reason, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((code, reason, "lem"), (error.StatusCode, Get<ErrorInfo>(error).Reason, Get<ErrorInfo>(error).Domain));
        Refusals.AssertNothingInner(error.Status);
        return error;
    }

    static T Get<T>(RpcException error)
        where T : class, IMessage<T>, new()
    {
        var status = Google.Rpc.Status.Parser.ParseFrom(error.Trailers.GetValueBytes("grpc-status-details-bin"));
        return Assert.Single(status.Details, detail => detail.Is(new T().Descriptor)).Unpack<T>();
    }
}
