using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Tests.Registry;

/// <summary>A customer's way to its unit, and staff's part in it, over gRPC.</summary>
public sealed class ClaimCallTests(RunningSystem system)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    RegistryService.RegistryServiceClient Operator => new(system.As("Operator"));

    [Fact]
    public async Task A_customer_claims_a_unit_shows_the_code_and_has_it_once_staff_agrees()
    {
        const int plant = Plants.Count + 1;
        var customer = Callers.CustomerId(57);
        var mine = new RegistryService.RegistryServiceClient(system.As(customer));
        await RegisterAsync(57);
        var claim = Claim(57, plant);
        await Refusals.RefusedAsync(
            StatusCode.FailedPrecondition, async () => await mine.ClaimUnitAsync(new(claim) { OperatorNumber = "ABR900000009999" }, cancellationToken: Cancellation), "not the operator");
        Assert.Equal(ClaimState.Claimed, (await mine.ClaimUnitAsync(claim, cancellationToken: Cancellation)).Claim.State);

        await Refusals.RefusedAsync(
            StatusCode.PermissionDenied, async () => await mine.IssueOwnershipCodeAsync(new() { ClaimId = claim.ClaimId }, cancellationToken: Cancellation));
        var code = (await Operator.IssueOwnershipCodeAsync(new() { ClaimId = claim.ClaimId }, cancellationToken: Cancellation)).Code;
        var wrong = await Assert.ThrowsAsync<RpcException>(async () => await mine.ConfirmOwnershipAsync(new() { ClaimId = claim.ClaimId, Code = "AAAA-AAAA-AAAA" }, cancellationToken: Cancellation));
        Assert.Equal(StatusCode.PermissionDenied, wrong.StatusCode);
        Assert.Contains("4 tries are left", wrong.Status.Detail, StringComparison.Ordinal);
        await Refusals.RefusedAsync(
            StatusCode.NotFound,
            async () => await new RegistryService.RegistryServiceClient(system.As(Callers.CustomerId(58)))
                .ConfirmOwnershipAsync(new() { ClaimId = claim.ClaimId, Code = code }, cancellationToken: Cancellation));

        Assert.Equal(ClaimState.Proven, (await mine.ConfirmOwnershipAsync(new() { ClaimId = claim.ClaimId, Code = code }, cancellationToken: Cancellation)).Claim.State);
        var approved = await Operator.ReviewClaimAsync(new() { ClaimId = claim.ClaimId, Approve = true, Reason = "papers seen" }, cancellationToken: Cancellation);
        Assert.Equal((ClaimState.Approved, "papers seen"), (approved.Claim.State, approved.Claim.Reason));

        var units = await Operator.ListUnitsAsync(new() { UnitNumbers = { Plants.Solar(plant) } }, cancellationToken: Cancellation);
        Assert.Equal(customer, Assert.Single(units.Units).CustomerId);
        Assert.Equal([claim.ClaimId], (await mine.ListClaimsAsync(new(), cancellationToken: Cancellation)).Claims.Select(one => one.ClaimId));
        var history = (await Operator.GetHistoryAsync(new() { Object = RegisterObject.Unit, ObjectId = Plants.Solar(plant) }, cancellationToken: Cancellation)).Entries;
        Assert.Contains(history, entry => entry is { Event: "unit_claimed", By.Role: "Customer" } && entry.By.Name == customer);
        Assert.Contains(history, entry => entry is { Event: "claim_approved", By: { Name: "Operator", Role: "Operator" } });
        Assert.DoesNotContain(history, entry => entry.Text.Contains(code, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_customer_acts_for_itself_alone()
    {
        var mine = new RegistryService.RegistryServiceClient(system.As(Callers.CustomerId(58)));
        await Refusals.RefusedAsync(StatusCode.PermissionDenied, async () => await mine.ClaimUnitAsync(Claim(57, Plants.Count + 2), cancellationToken: Cancellation), "C-0057");
        await Refusals.RefusedAsync(StatusCode.PermissionDenied, async () => await mine.ListClaimsAsync(new() { CustomerId = "C-0057" }, cancellationToken: Cancellation));
        await Refusals.RefusedAsync(StatusCode.PermissionDenied, async () => await mine.ListContractsAsync(new() { CustomerId = "C-0057" }, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Of_two_customers_one_claims_a_unit_and_may_let_go_of_it()
    {
        const int plant = Plants.Count + 3;
        await RegisterAsync(58);
        await RegisterAsync(59);
        var (first, second) = (new RegistryService.RegistryServiceClient(system.As(Callers.CustomerId(58))), new RegistryService.RegistryServiceClient(system.As(Callers.CustomerId(59))));
        var claim = Claim(58, plant);
        await first.ClaimUnitAsync(claim, cancellationToken: Cancellation);
        await Refusals.RefusedAsync(StatusCode.FailedPrecondition, async () => await second.ClaimUnitAsync(Claim(59, plant), cancellationToken: Cancellation), "somebody else");
        await Refusals.RefusedAsync(StatusCode.NotFound, async () => await second.WithdrawClaimAsync(new() { ClaimId = claim.ClaimId }, cancellationToken: Cancellation));
        await first.WithdrawClaimAsync(new() { ClaimId = claim.ClaimId }, cancellationToken: Cancellation);
        await second.ClaimUnitAsync(Claim(59, plant), cancellationToken: Cancellation);
    }

    Task<RegisterCustomerResponse> RegisterAsync(int customer) => Operator.RegisterCustomerAsync(
        new() { CustomerId = Callers.CustomerId(customer), BalancingGroup = Groups.Trading }, cancellationToken: Cancellation).ResponseAsync;

    static ClaimUnitRequest Claim(int customer, int plant) => new()
    {
        ClaimId = $"{Guid.NewGuid()}", CustomerId = Callers.CustomerId(customer), UnitNumber = Plants.Solar(plant), OperatorNumber = Plants.Operator(plant),
    };
}
