using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Tests.Registry;

/// <summary>What is given and taken holds for the next calls.</summary>
public sealed class RoleCallTests(RunningSystem system)
{
    const string Who = "C-0060";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    RegistryService.RegistryServiceClient Operator => new(system.As("Operator"));

    [Fact]
    public async Task A_role_that_is_given_or_taken_counts_for_calls_and_is_on_record()
    {
        var caller = new RegistryService.RegistryServiceClient(system.As(Who));
        try
        {
            await RefusedAsync(StatusCode.PermissionDenied);
            await GrantAsync(CallerRole.Auditor, "");
            await UntilAsync(StatusCode.OK);
            await Operator.RevokeRoleAsync(new() { Kind = SubjectKind.Caller, Name = Who, Reason = "audit is over" }, cancellationToken: Cancellation);
            await UntilAsync(StatusCode.PermissionDenied);
            Assert.Contains("role was taken", await Refusals.RefusedAsync(StatusCode.PermissionDenied, ListAsync), StringComparison.Ordinal);
        }
        finally
        {
            await GrantAsync(CallerRole.Customer, Callers.CustomerId(1));
            await GrantAsync(CallerRole.Customer, Callers.CustomerId(2));
        }

        var history = (await Operator.GetHistoryAsync(new() { Object = RegisterObject.Caller, ObjectId = Who }, cancellationToken: Cancellation)).Entries;
        Assert.Equal(["role_granted", "role_granted", "role_revoked", "role_granted", "role_granted"], history.Select(entry => entry.Event));
        Assert.Equal(("configuration", "Backend"), (history[^1].By.Name, history[^1].By.Role));
        Assert.Contains(
            (await Operator.ListRolesAsync(new() { Role = CallerRole.Customer }, cancellationToken: Cancellation)).Roles, role => role.Name == Who && role.CustomerId == Callers.CustomerId(2));

        Task ListAsync() => caller.ListBoxesAsync(new(), cancellationToken: Cancellation).ResponseAsync;

        Task RefusedAsync(StatusCode status) => Refusals.RefusedAsync(status, ListAsync);

        Task GrantAsync(CallerRole role, string customer) => Operator.GrantRoleAsync(
            new() { Kind = SubjectKind.Caller, Name = Who, Role = role, CustomerId = customer, Reason = "tried" }, cancellationToken: Cancellation).ResponseAsync;

        async Task UntilAsync(StatusCode wanted)
        {
            while (await StatusAsync() != wanted)
            {
                await Task.Yield();
            }
        }

        async Task<StatusCode> StatusAsync()
        {
            try
            {
                await ListAsync();
                return StatusCode.OK;
            }
            catch (RpcException e)
            {
                return e.StatusCode;
            }
        }
    }

    [Fact]
    public async Task The_last_operator_stays()
    {
        await Refusals.RefusedAsync(
            StatusCode.FailedPrecondition,
            async () => await Operator.RevokeRoleAsync(new() { Kind = SubjectKind.Caller, Name = "Operator", Reason = "holiday" }, cancellationToken: Cancellation), "last operator");
        await Refusals.RefusedAsync(
            StatusCode.NotFound,
            async () => await Operator.GrantRoleAsync(
                new() { Kind = SubjectKind.Caller, Name = "nobody", Role = CallerRole.Auditor, Reason = "audit" }, cancellationToken: Cancellation), "access file");
    }
}
