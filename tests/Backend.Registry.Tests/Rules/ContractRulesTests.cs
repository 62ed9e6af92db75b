using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Registry.Tests.Rules;

public sealed class ContractRulesTests
{
    const string Group = "11XLOCALMARKET-M";
    const string Unit = "SEE910000000019";
    static readonly Actor Staff = new("sales", "Supplier");
    static readonly Timeslot Start = Timeslot.Containing(new(2026, 6, 21, 12, 0, 0, TimeSpan.Zero));
    static readonly DateTimeOffset Now = Start.Start.AddMinutes(-20);
    static readonly ContractConcluded Wanted = new("C-0001", Group, [Unit], Marketing.Active, null, Start, null, new(2026, 6, 1), Staff);

    [Fact]
    public void A_contract_holds_from_its_first_timeslot_until_before_its_end()
    {
        var contract = Contract.Of(Guid.NewGuid(), Wanted with { Until = Start.Plus(4) });
        Assert.Equal([false, true, true, false], new[] { -1, 0, 3, 4 }.Select(slot => contract.Has(Unit, Start.Plus(slot))));
    }

    [Fact]
    public void What_does_not_hold_together_is_refused()
    {
        Refused(RegistryError.ContractInvalid, "unit_numbers", Wanted with { UnitNumbers = [] });
        Refused(RegistryError.ContractInvalid, "unit_numbers", Wanted with { UnitNumbers = [Unit, Unit] });
        Refused(RegistryError.ContractInvalid, "until_timeslot", Wanted with { Until = Start });
        Refused(RegistryError.ContractInvalid, "signed_on", Wanted with { SignedOn = new(2026, 7, 1) });
        Refused(RegistryError.ContractInvalid, "flexibility_payment_uct_per_month", Wanted with { Marketing = Marketing.Passive });
        Refused(RegistryError.ContractInvalid, "flexibility_payment_uct_per_month", Wanted with { FlexibilityPayment = new Money(1) });
    }

    [Fact]
    public void A_unit_is_in_one_contract_at_a_time_and_may_follow_at_once()
    {
        var first = Contract.Of(Guid.NewGuid(), Wanted with { Until = Start.Plus(4) });
        var second = Wanted with { CustomerId = "C-0002" };
        Assert.Equal(
            RegistryError.ContractOverlaps, Assert.Throws<RegistryException>(() => ContractRules.Conclude(second with { From = Start.Plus(3) }, [first], Now)).Error);
        Assert.Equal(
            RegistryError.ContractOverlaps, Assert.Throws<RegistryException>(() => ContractRules.Conclude(second with { From = Start.Plus(-9), Until = Start.Plus(1) }, [first], Now)).Error);
        Assert.Single(ContractRules.Conclude(second with { From = Start.Plus(4) }, [first], Now));
        Assert.Single(ContractRules.Conclude(second with { From = Start.Plus(-9), Until = Start }, [first], Now));
    }

    [Fact]
    public void A_customer_trades_in_one_balancing_group_at_a_time()
    {
        var first = Contract.Of(Guid.NewGuid(), Wanted);
        var second = Wanted with { UnitNumbers = ["SEE910000000020"], BalancingGroup = "10YDE-VE-------2" };
        Assert.Equal(RegistryError.ContractOverlaps, Assert.Throws<RegistryException>(() => ContractRules.Conclude(second, [first], Now)).Error);
        Assert.Single(ContractRules.Conclude(second with { BalancingGroup = Group }, [first], Now));
    }

    [Fact]
    public void What_was_settled_under_a_contract_stays()
    {
        var contract = Contract.Of(Guid.NewGuid(), Wanted);
        var later = Start.Plus(8).Start.AddMinutes(3);
        Late(() => ContractRules.End(contract, new(Start.Plus(8), "moved", Staff), later));
        Late(() => ContractRules.End(contract, new(Start, "moved", Staff), later));
        Late(() => ContractRules.ChangeMarketing(contract, new(Start.Plus(8), Marketing.Passive, new(1), Staff), later));
        Assert.Single(ContractRules.End(contract, new(Start.Plus(9), "moved", Staff), later));
        Assert.Single(ContractRules.End(contract, new(Start, "never begun", Staff), Now));
    }

    [Fact]
    public void An_end_is_brought_forward_and_never_put_off()
    {
        var contract = Contract.Of(Guid.NewGuid(), Wanted with { Until = Start.Plus(8) });
        Assert.Empty(ContractRules.End(contract, new(Start.Plus(8), "moved", Staff), Now));
        Assert.Single(ContractRules.End(contract, new(Start.Plus(7), "moved", Staff), Now));
        Late(() => ContractRules.End(contract, new(Start.Plus(9), "moved", Staff), Now));
        Assert.Equal(RegistryError.ReasonInvalid, Assert.Throws<RegistryException>(() => ContractRules.End(contract, new(Start.Plus(7), " ", Staff), Now)).Error);
    }

    [Fact]
    public void Who_trades_changes_from_a_timeslot_on()
    {
        var contract = Contract.Of(Guid.NewGuid(), Wanted);
        var changed = new MarketingChanged(Start.Plus(4), Marketing.Passive, new(500_000_000), Staff);
        contract = contract.With((MarketingChanged)Assert.Single(ContractRules.ChangeMarketing(contract, changed, Now)));
        Assert.Equal([Marketing.Active, Marketing.Passive], new[] { 3, 4 }.Select(slot => contract.TermsAt(Start.Plus(slot)).Marketing));
        Assert.Empty(ContractRules.ChangeMarketing(contract, changed, Now));
        Late(() => ContractRules.ChangeMarketing(contract, changed with { From = Start.Plus(2), FlexibilityPayment = new(1) }, Now));
    }

    [Fact]
    public void Until_its_first_contract_begins_a_unit_is_whose_registration_has_it()
    {
        var registered = new Customer(Guid.NewGuid(), "C-0009", "", "11XLEM-OTHER---X", [Unit], Marketing.Active);
        var contract = Contract.Of(Guid.NewGuid(), Wanted with { Until = Start.Plus(4) });
        Assert.Equal(["C-0009", "C-0001", "C-0001", null], new[] { -1, 0, 3, 4 }.Select(slot => new UnitAssignments(Start.Plus(slot), [registered], [contract]).Of(Unit)?.CustomerId));

        // One that ended before it began changes nothing.
        var never = contract.With(new ContractEnded(Start, "never begun", Staff), Now);
        Assert.Equal("C-0009", new UnitAssignments(Start.Plus(1), [registered], [never]).Of(Unit)!.CustomerId);
    }

    [Fact]
    public void A_customer_trades_what_is_actively_marketed_in_the_group_of_its_contracts()
    {
        var registered = new Customer(Guid.NewGuid(), "C-0001", "", "11XLEM-OTHER---X", [Unit, "SEE910000000020"], Marketing.Active);
        Assert.Equal(registered.UnitNumbers, new UnitAssignments(Start, [registered], []).Trader(registered).UnitNumbers);

        var active = Contract.Of(Guid.NewGuid(), Wanted);
        var passive = Contract.Of(Guid.NewGuid(), Wanted with { UnitNumbers = ["SEE910000000021"], Marketing = Marketing.Passive, FlexibilityPayment = new(1) });
        var trader = new UnitAssignments(Start, [registered], [active, passive]).Trader(registered);
        Assert.Equal((Group, Marketing.Active, Unit), (trader.BalancingGroup, trader.Marketing, Assert.Single(trader.UnitNumbers)));
        Assert.Equal(Marketing.Passive, new UnitAssignments(Start, [registered with { UnitNumbers = [] }], [passive]).Trader(registered with { UnitNumbers = [] }).Marketing);
    }

    /// <summary>Whatever is concluded, ended and added, in whatever order: no unit is ever in two contracts, and no customer in two groups.</summary>
    [Fact]
    public void No_unit_is_in_two_contracts_at_an_instant() => Prop.ForAll(Moves, moves =>
    {
        var contracts = new List<Contract>();
        foreach (var (what, who, unit, from, length) in moves)
        {
            try
            {
                var name = $"SEE91000000002{unit}";
                if (what == 0 && contracts.Count > 0)
                {
                    var old = contracts[who % contracts.Count];
                    contracts[who % contracts.Count] = ContractRules.End(old, new(Start.Plus(from), "moved", Staff), Now) is [ContractEnded ended] ? old.With(ended, Now) : old;
                }
                else if (what == 1 && contracts.Count > 0)
                {
                    var old = contracts[who % contracts.Count];
                    contracts[who % contracts.Count] =
                        ContractRules.AddUnit(old, new(name, Start.Plus(from), Staff), [.. contracts.Where(contract => contract.Units.Any(one => one.UnitNumber == name))]) is [ContractUnitAdded added]
                        ? old.With(added)
                        : old;
                }
                else
                {
                    var wanted = Wanted with
                    {
                        CustomerId = $"C{who}", UnitNumbers = [name], From = Start.Plus(from), Until = length == 0 ? null : Start.Plus(from + length),
                        BalancingGroup = length % 3 == 0 ? "other" : Group,
                    };
                    ContractRules.Conclude(wanted, contracts, Now);
                    contracts.Add(Contract.Of(Guid.NewGuid(), wanted));
                }
            }
            catch (RegistryException)
            {
                continue;
            }
        }

        return Enumerable.Range(-2, 16).All(slot =>
            Enumerable.Range(0, 3).All(unit => contracts.Count(contract => contract.Has($"SEE91000000002{unit}", Start.Plus(slot))) <= 1)
            && contracts.Where(contract => contract.Holds(Start.Plus(slot))).GroupBy(contract => contract.CustomerId).All(own => own.Select(contract => contract.BalancingGroup).Distinct().Count() == 1));
    }).QuickCheckThrowOnFailure();

    static Arbitrary<(int What, int Who, int Unit, int From, int Length)[]> Moves { get; } = Arb.From(
        from length in Gen.Choose(0, 25)
        from moves in (
            from what in Gen.Choose(0, 4)
            from who in Gen.Choose(0, 3)
            from unit in Gen.Choose(0, 2)
            from start in Gen.Choose(0, 10)
            from slots in Gen.Choose(0, 6)
            select (what, who, unit, start, slots)).ArrayOf(length)
        select moves);

    static void Refused(RegistryError error, string field, ContractConcluded wanted)
    {
        var refused = Assert.Throws<RegistryException>(() => ContractRules.Conclude(wanted, [], Now));
        Assert.Equal((error, field), (refused.Error, refused.Subject));
    }

    static void Late(Func<object> decide) => Assert.Equal(RegistryError.ContractNotChangeable, Assert.Throws<RegistryException>(() => decide()).Error);
}
