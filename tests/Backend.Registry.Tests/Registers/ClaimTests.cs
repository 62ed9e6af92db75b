using LocalEnergyMarket.Backend.Registry.Claims;
using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Protos.Quantities;
using static LocalEnergyMarket.Backend.Registry.Tests.Registers.OpenRegister;
using RegisterObject = LocalEnergyMarket.Protos.V1.RegisterObject;

namespace LocalEnergyMarket.Backend.Registry.Tests.Registers;

public sealed class ClaimTests(RegistryDatabase database)
{
    static readonly Actor Anna = new("Anna", "Customer");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_claim_that_is_proven_and_reviewed_gives_the_unit()
    {
        await using var register = await OpenAsync(database);
        await register.CustomerAsync("C-0001");
        var (claims, id) = (register.Claims(), Guid.NewGuid());
        await ClaimAsync(claims, id, "C-0001");
        await ClaimAsync(claims, id, "C-0001");
        var (code, _) = await claims.IssueCodeAsync(id, Staff, Cancellation);
        await RefusedAsync(RegistryError.ClaimUnknown, () => claims.ConfirmAsync(id, "C-0002", code, Anna, Cancellation));
        Assert.Equal(ClaimState.Proven, (await claims.ConfirmAsync(id, "C-0001", code.ToLowerInvariant(), Anna, Cancellation)).State);
        Assert.Empty((await register.Customers.FindAsync("C-0001", Cancellation))!.UnitNumbers);

        await claims.ReviewAsync(id, approve: true, "all papers are here", null, Staff, Cancellation);
        Assert.Equal([Unit(1)], (await register.Customers.FindAsync("C-0001", Cancellation))!.UnitNumbers);
        var history = (await register.History.ReadAsync(RegisterObject.Claim, $"{id}", long.MaxValue, 10, Cancellation)).OrderBy(entry => entry.Sequence).ToList();
        Assert.Equal(["unit_claimed", "ownership_code_issued", "ownership_proven", "claim_approved"], history.Select(entry => entry.Event));
        Assert.Equal(["Anna", "control room", "Anna", "control room"], history.Select(entry => entry.By!.Name));
        Assert.Contains(await register.History.ReadAsync(RegisterObject.Unit, Unit(1), long.MaxValue, 10, Cancellation), entry => entry.Event == "customer_unit_added");
    }

    [Fact]
    public async Task Configured_so_the_code_alone_gives_the_unit_and_puts_it_into_the_only_contract()
    {
        await using var register = await OpenAsync(database);
        await register.CustomerAsync("C-0001");
        var contract = Guid.NewGuid();
        await register.Contracts.ConcludeAsync(
            contract, new("C-0001", Group, [Unit(2)], Marketing.Active, null, Timeslot.Containing(register.Clock.Now).Plus(-8), null, new(2026, 6, 1), Staff), Cancellation);
        var (claims, id) = (register.Claims(automatic: true), Guid.NewGuid());
        await ClaimAsync(claims, id, "C-0001");
        var (code, _) = await claims.IssueCodeAsync(id, Staff, Cancellation);
        Assert.Equal(ClaimState.Approved, (await claims.ConfirmAsync(id, "C-0001", code, Anna, Cancellation)).State);

        var next = Timeslot.Containing(register.Clock.Now).Next;
        Assert.Equal(contract, (await register.Contracts.AssignmentAsync(Unit(1), next, Cancellation))!.ContractId);
        Assert.Equal(new ContractUnit(Unit(1), next), (await register.Contracts.ListAsync(new("C-0001", null, null), null, 10, Cancellation))[0].Units[1]);
    }

    [Fact]
    public async Task A_wrong_code_is_counted_and_then_the_code_is_void()
    {
        await using var register = await OpenAsync(database);
        await register.CustomerAsync("C-0001");
        var (claims, id) = (register.Claims(), Guid.NewGuid());
        await ClaimAsync(claims, id, "C-0001");
        var (code, _) = await claims.IssueCodeAsync(id, Staff, Cancellation);
        foreach (var left in (string[])["2", "1", "0"])
        {
            var refused = await Assert.ThrowsAsync<RegistryException>(() => claims.ConfirmAsync(id, "C-0001", "AAAA-AAAA-AAAA", Anna, Cancellation));
            Assert.Equal((RegistryError.OwnershipCodeWrong, left), (refused.Error, refused.Subject));
        }

        await RefusedAsync(RegistryError.OwnershipCodeBlocked, () => claims.ConfirmAsync(id, "C-0001", code, Anna, Cancellation));
        var (another, _) = await claims.IssueCodeAsync(id, Staff, Cancellation);
        await RefusedAsync(RegistryError.OwnershipCodeWrong, () => claims.ConfirmAsync(id, "C-0001", code, Anna, Cancellation));
        Assert.Equal(ClaimState.Proven, (await claims.ConfirmAsync(id, "C-0001", another, Anna, Cancellation)).State);
    }

    [Fact]
    public async Task Guesses_at_once_are_counted_one_by_one()
    {
        await using var register = await OpenAsync(database);
        await register.CustomerAsync("C-0001");
        var (claims, id) = (register.Claims(), Guid.NewGuid());
        await ClaimAsync(claims, id, "C-0001");
        await claims.IssueCodeAsync(id, Staff, Cancellation);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Assert.ThrowsAsync<RegistryException>(() => claims.ConfirmAsync(id, "C-0001", "AAAA-AAAA-AAAA", Anna, Cancellation))));
        Assert.Equal(3, answers.Count(refused => refused.Error == RegistryError.OwnershipCodeWrong));
        Assert.Equal(9, answers.Count(refused => refused.Error == RegistryError.OwnershipCodeBlocked));
    }

    [Fact]
    public async Task Of_two_who_claim_a_unit_at_once_one_may_and_who_has_it_need_not()
    {
        await using var register = await OpenAsync(database);
        await register.CustomerAsync("C-0001", Unit(3));
        await register.CustomerAsync("C-0002");
        var claims = register.Claims();
        var answers = await Task.WhenAll(new[] { "C-0001", "C-0002" }.Select(async customer =>
        {
            try
            {
                return (await ClaimAsync(claims, Guid.NewGuid(), customer)).State.ToString();
            }
            catch (RegistryException e)
            {
                return e.Error.ToString();
            }
        }));
        Assert.Equal(["Claimed", "UnitClaimedByAnother"], answers.Order(StringComparer.Ordinal));
        await RefusedAsync(RegistryError.UnitTaken, () => ClaimAsync(claims, Guid.NewGuid(), "C-0002", 3));
        await RefusedAsync(RegistryError.UnitClaimedByAnother, () => ClaimAsync(claims, Guid.NewGuid(), "C-0001", 3));
        await RefusedAsync(RegistryError.UnitDeactivated, () => ClaimAsync(claims, Guid.NewGuid(), "C-0001", 9));
        await RefusedAsync(RegistryError.UnitUnknown, () => ClaimAsync(claims, Guid.NewGuid(), "C-0001", 77));
        await RefusedAsync(RegistryError.CustomerUnknown, () => ClaimAsync(claims, Guid.NewGuid(), "C-0099", 2));
        await RefusedAsync(RegistryError.OperatorDiffers, () => claims.ClaimAsync(Guid.NewGuid(), "C-0001", Unit(2), "ABR900000000999", Anna, Cancellation));
    }

    [Fact]
    public async Task A_claim_that_nobody_goes_on_with_expires_and_another_may_follow()
    {
        await using var register = await OpenAsync(database);
        await register.CustomerAsync("C-0001");
        await register.CustomerAsync("C-0002");
        var (claims, first, second) = (register.Claims(), Guid.NewGuid(), Guid.NewGuid());
        await ClaimAsync(claims, first, "C-0001");
        var (code, until) = await claims.IssueCodeAsync(first, Staff, Cancellation);
        register.Clock.Now = until;
        Assert.Equal([first], (await claims.ListAsync("C-0001", null, ClaimState.Expired, null, 10, Cancellation)).Select(claim => claim.Id));
        Assert.Empty(await claims.ListAsync(null, null, ClaimState.CodeIssued, null, 10, Cancellation));
        await ClaimAsync(claims, second, "C-0002");
        await RefusedAsync(RegistryError.ClaimStateWrong, () => claims.ConfirmAsync(first, "C-0001", code, Anna, Cancellation));
        Assert.Equal([second, first], (await claims.ListAsync(null, Unit(1), null, null, 10, Cancellation)).Select(claim => claim.Id));
        Assert.Equal([first], (await claims.ListAsync(null, Unit(1), null, second, 10, Cancellation)).Select(claim => claim.Id));

        register.Clock.Now = until.AddDays(14);
        await RefusedAsync(RegistryError.OwnershipCodeExpired, () => claims.IssueCodeAsync(second, Staff, Cancellation));
        Assert.Equal("claim_expired", (await register.History.ReadAsync(RegisterObject.Claim, $"{second}", long.MaxValue, 1, Cancellation))[0].Event);
    }

    [Fact]
    public async Task Who_got_the_unit_meanwhile_keeps_it()
    {
        await using var register = await OpenAsync(database);
        await register.CustomerAsync("C-0001");
        var (claims, id) = (register.Claims(automatic: true), Guid.NewGuid());
        await ClaimAsync(claims, id, "C-0001");
        var (code, _) = await claims.IssueCodeAsync(id, Staff, Cancellation);
        await register.CustomerAsync("C-0002", Unit(1));
        Assert.Equal(ClaimState.Proven, (await claims.ConfirmAsync(id, "C-0001", code, Anna, Cancellation)).State);
        await RefusedAsync(RegistryError.UnitTaken, () => claims.ReviewAsync(id, approve: true, "all papers are here", null, Staff, Cancellation));
        await claims.ReviewAsync(id, approve: false, "the unit was sold", null, Staff, Cancellation);
        Assert.Equal("the unit was sold", Assert.Single(await claims.ListAsync("C-0001", null, ClaimState.Rejected, null, 10, Cancellation)).Reason);
        await RefusedAsync(RegistryError.ClaimStateWrong, () => claims.WithdrawAsync(id, null, Staff, Cancellation));
    }

    static Task<UnitClaim> ClaimAsync(ClaimDesk claims, Guid id, string customer, int unit = 1) => claims.ClaimAsync(id, customer, Unit(unit), Operator, Anna, Cancellation);

    static async Task RefusedAsync(RegistryError error, Func<Task> change) => Assert.Equal(error, (await Assert.ThrowsAsync<RegistryException>(change)).Error);
}
