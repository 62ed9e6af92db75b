using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Protos.Quantities;
using static LocalEnergyMarket.Backend.Registry.Tests.Registers.OpenRegister;
using RegisterObject = LocalEnergyMarket.Protos.V1.RegisterObject;

namespace LocalEnergyMarket.Backend.Registry.Tests.Registers;

public sealed class ContractTests(RegistryDatabase database)
{
    static readonly Timeslot Noon = Timeslot.Containing(new(2026, 6, 21, 12, 0, 0, TimeSpan.Zero));
    static readonly ContractConcluded Wanted = new("C-0001", Group, [Unit(1)], Marketing.Active, null, Noon, null, new(2026, 6, 1), Staff);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_contract_is_concluded_once_however_often_it_is_said_and_an_id_names_one()
    {
        await using var register = await OpenAsync(database);
        await register.CustomerAsync("C-0001", Unit(1));
        var id = Guid.NewGuid();
        await register.Contracts.ConcludeAsync(id, Wanted, Cancellation);
        await register.Contracts.ConcludeAsync(id, Wanted with { By = new("another", "Supplier") }, Cancellation);

        await RefusedAsync(RegistryError.IdTaken, () => register.Contracts.ConcludeAsync(id, Wanted with { From = Noon.Next }, Cancellation));
        var box = await register.BoxAsync("a box");
        await RefusedAsync(RegistryError.IdTaken, () => register.Contracts.ConcludeAsync(box, Wanted, Cancellation));
        Assert.Single(await register.History.ReadAsync(RegisterObject.Contract, $"{id}", long.MaxValue, 10, Cancellation));
        await RefusedAsync(RegistryError.NothingKnown, () => register.History.ReadAsync(RegisterObject.Contract, $"{box}", long.MaxValue, 10, Cancellation));
    }

    [Fact]
    public async Task What_a_contract_names_must_exist()
    {
        await using var register = await OpenAsync(database);
        await RefusedAsync(RegistryError.CustomerUnknown, () => register.Contracts.ConcludeAsync(Guid.NewGuid(), Wanted, Cancellation));
        await register.CustomerAsync("C-0001");
        await RefusedAsync(RegistryError.UnitUnknown, () => register.Contracts.ConcludeAsync(Guid.NewGuid(), Wanted with { UnitNumbers = [Unit(77)] }, Cancellation));
        await RefusedAsync(
            RegistryError.BalancingGroupUnknown, () => register.Contracts.ConcludeAsync(Guid.NewGuid(), Wanted with { BalancingGroup = "10YDE-VE-------2" }, Cancellation));
        await register.CustomerAsync("C-0002", Unit(1));
        await RefusedAsync(RegistryError.UnitTaken, () => register.Contracts.ConcludeAsync(Guid.NewGuid(), Wanted, Cancellation));
        await RefusedAsync(RegistryError.ContractUnknown, () => register.Contracts.EndAsync(Guid.NewGuid(), new(Noon, "moved", Staff), Cancellation));
    }

    [Fact]
    public async Task Of_two_who_conclude_on_one_unit_at_once_one_wins()
    {
        await using var register = await OpenAsync(database);
        await register.CustomerAsync("C-0001");
        await register.CustomerAsync("C-0002");
        for (var round = 0; round < 5; round++)
        {
            var from = Noon.Plus(4 * round);
            var tries = await Task.WhenAll(new[] { "C-0001", "C-0002" }.Select(async customer =>
            {
                try
                {
                    await register.Contracts.ConcludeAsync(Guid.NewGuid(), Wanted with { CustomerId = customer, From = from, Until = from.Plus(4), UnitNumbers = [Unit(1), Unit(2)] }, Cancellation);
                    return null;
                }
                catch (RegistryException e)
                {
                    return e;
                }
            }));
            Assert.Equal(RegistryError.ContractOverlaps, Assert.Single(tries, answer => answer is not null)!.Error);
            Assert.Single(await register.Contracts.ListAsync(new(null, Unit(1), from), null, 10, Cancellation));
        }
    }

    [Fact]
    public async Task A_unit_goes_over_from_one_customer_to_the_next()
    {
        await using var register = await OpenAsync(database);
        await register.CustomerAsync("C-0001", Unit(1), Unit(2));
        await register.CustomerAsync("C-0002");
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await register.Contracts.ConcludeAsync(first, Wanted, Cancellation);
        await RefusedAsync(RegistryError.ContractOverlaps, () => register.Contracts.ConcludeAsync(second, Wanted with { CustomerId = "C-0002", From = Noon.Plus(8) }, Cancellation));
        await register.Contracts.EndAsync(first, new(Noon.Plus(8), "moved out", Staff), Cancellation);
        await register.Contracts.ConcludeAsync(
            second, Wanted with { CustomerId = "C-0002", From = Noon.Plus(8), Marketing = Marketing.Passive, FlexibilityPayment = new(500_000_000) }, Cancellation);

        var whose = async (int slot) => (await register.Contracts.AssignmentAsync(Unit(1), Noon.Plus(slot), Cancellation))?.CustomerId;
        Assert.Equal(["C-0001", "C-0001", "C-0002"], new[] { await whose(-1), await whose(7), await whose(8) });
        Assert.Equal(first, (await register.Contracts.AssignmentAsync(Unit(1), Noon.Plus(7), Cancellation))!.ContractId);
        Assert.Equal([first], (await register.Contracts.ListAsync(new(null, Unit(1), Noon.Plus(7)), null, 10, Cancellation)).Select(contract => contract.Id));
        Assert.Equal([first, second], (await register.Contracts.ListAsync(new(null, Unit(1), null), null, 10, Cancellation)).Select(contract => contract.Id));
        Assert.Equal([second], (await register.Contracts.ListAsync(new(null, Unit(1), null), first, 10, Cancellation)).Select(contract => contract.Id));

        // As the market sees them: the first trades what is left to it, the second nothing, since the supplier does.
        Assert.Equal([Unit(2)], (await register.Contracts.TraderAsync("C-0001", Noon.Plus(8), Cancellation))!.UnitNumbers);
        Assert.Equal(Marketing.Passive, (await register.Contracts.TraderAsync("C-0002", Noon.Plus(8), Cancellation))!.Marketing);
        await register.Contracts.ChangeMarketingAsync(second, new(Noon.Plus(12), Marketing.Active, null, Staff), Cancellation);
        Assert.Equal([Unit(1)], (await register.Contracts.TraderAsync("C-0002", Noon.Plus(12), Cancellation))!.UnitNumbers);
        Assert.Equal(
            ["contract_concluded", "contract_ended", "contract_concluded", "marketing_changed"],
            (await register.History.ReadAsync(RegisterObject.Unit, Unit(1), long.MaxValue, 100, Cancellation)).Where(entry => entry.Kind == RegisterObject.Contract)
                .OrderBy(entry => entry.Sequence).Select(entry => entry.Event));
    }

    [Fact]
    public async Task What_is_under_contract_is_not_registered_elsewhere()
    {
        await using var register = await OpenAsync(database);
        await register.CustomerAsync("C-0001");
        await register.Contracts.ConcludeAsync(Guid.NewGuid(), Wanted, Cancellation);
        await RefusedAsync(RegistryError.UnitTaken, () => register.CustomerAsync("C-0002", Unit(1)));
        await register.CustomerAsync("C-0001", Unit(1));
    }

    [Fact]
    public async Task A_balancing_group_is_entered_with_a_right_code_and_closed_when_no_contract_reaches_beyond()
    {
        await using var register = await OpenAsync(database);
        const string group = "10YDE-VE-------2";
        await RefusedAsync(RegistryError.EicInvalid, () => register.Groups.EnterAsync(new("10YDE-VE-------3", "", "Stadtwerke", null, Staff), Cancellation));
        await register.Groups.EnterAsync(new(group, "groupve", "Stadtwerke", null, Staff), Cancellation);
        await register.Groups.EnterAsync(new(group, "groupve", "Stadtwerke", null, Staff), Cancellation);
        await RefusedAsync(RegistryError.BalancingGroupConflict, () => register.Groups.EnterAsync(new("10YDE-EON------1", "groupve", "Stadtwerke", null, Staff), Cancellation));

        await register.CustomerAsync("C-0001");
        var contract = Guid.NewGuid();
        await register.Contracts.ConcludeAsync(contract, Wanted with { BalancingGroup = group }, Cancellation);
        await RefusedAsync(RegistryError.BalancingGroupConflict, () => register.Groups.CloseAsync(new(group, Noon.Plus(8), "merged", Staff), Cancellation));
        await register.Contracts.EndAsync(contract, new(Noon.Plus(8), "moved", Staff), Cancellation);
        await register.Groups.CloseAsync(new(group, Noon.Plus(8), "merged", Staff), Cancellation);
        await RefusedAsync(
            RegistryError.BalancingGroupConflict, () => register.Contracts.ConcludeAsync(Guid.NewGuid(), Wanted with { BalancingGroup = group, From = Noon.Plus(8) }, Cancellation));
        Assert.Equal(2, (await register.History.ReadAsync(RegisterObject.BalancingGroup, group, long.MaxValue, 10, Cancellation)).Count);
    }

    static async Task RefusedAsync(RegistryError error, Func<Task> change) => Assert.Equal(error, (await Assert.ThrowsAsync<RegistryException>(change)).Error);
}
