using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Tests.Registry;

/// <summary>Contracts over gRPC, and what the market makes of them.</summary>
public sealed class ContractCallTests(RunningSystem system)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    RegistryService.RegistryServiceClient Supplier => new(system.As("Supplier"));

    /// <summary>Far enough ahead that no gate of it closes while the test runs.</summary>
    Timeslot Future => Timeslot.Containing(system.Clock.GetUtcNow()).Plus(4 * 24 * 30);

    [Fact]
    public async Task The_market_takes_who_trades_what_from_the_contract_of_the_timeslot()
    {
        const int plant = Plants.Count + 4;
        var (customer, from) = (Callers.CustomerId(56), Future);
        await new RegistryService.RegistryServiceClient(system.As("Operator")).RegisterCustomerAsync(
            new() { CustomerId = customer, BalancingGroup = Groups.Trading }, cancellationToken: Cancellation);
        var contract = Contract(customer, plant, from);
        var taken = (await Supplier.ConcludeContractAsync(contract, cancellationToken: Cancellation)).Contract;
        Assert.Equal((customer, from.StartUnixSeconds, 0L, "2026-06-01"), (taken.CustomerId, taken.FromTimeslot, taken.UntilTimeslot, taken.SignedOn));
        await Supplier.ConcludeContractAsync(contract, cancellationToken: Cancellation);
        await Refusals.RefusedAsync(
            StatusCode.FailedPrecondition, async () => await Supplier.ConcludeContractAsync(new(contract) { ContractId = $"{Guid.NewGuid()}" }, cancellationToken: Cancellation), taken.ContractId);

        // Before it the unit is nobody's; in it the customer may offer, but has no forecast; once the supplier trades it may not.
        await OfferRefusedAsync(StatusCode.PermissionDenied, from.Plus(-1), "not one of");
        await OfferRefusedAsync(StatusCode.FailedPrecondition, from, "forecast");
        await Supplier.ChangeMarketingAsync(
            new() { ContractId = contract.ContractId, FromTimeslot = from.Plus(4).StartUnixSeconds, Marketing = Marketing.Passive, FlexibilityPaymentUctPerMonth = 500_000_000 },
            cancellationToken: Cancellation);
        await OfferRefusedAsync(StatusCode.FailedPrecondition, from.Plus(4), "passively");
        await Supplier.EndContractAsync(new() { ContractId = contract.ContractId, UntilTimeslot = from.Plus(8).StartUnixSeconds, Reason = "moved" }, cancellationToken: Cancellation);

        var assignment = await Supplier.GetAssignmentAsync(new() { UnitNumber = Plants.Solar(plant), Timeslot = from.Plus(7).StartUnixSeconds }, cancellationToken: Cancellation);
        Assert.Equal((customer, Groups.Trading, Marketing.Passive, contract.ContractId), (assignment.CustomerId, assignment.BalancingGroup, assignment.Marketing, assignment.ContractId));
        await Refusals.RefusedAsync(
            StatusCode.NotFound,
            async () => await Supplier.GetAssignmentAsync(new() { UnitNumber = Plants.Solar(plant), Timeslot = from.Plus(8).StartUnixSeconds }, cancellationToken: Cancellation));
        var held = await Supplier.ListContractsAsync(new() { UnitNumber = Plants.Solar(plant), Timeslot = from.StartUnixSeconds }, cancellationToken: Cancellation);
        Assert.Equal([Marketing.Active, Marketing.Passive], Assert.Single(held.Contracts).Terms.Select(terms => terms.Marketing));
        var own = await new RegistryService.RegistryServiceClient(system.As(customer)).ListContractsAsync(new(), cancellationToken: Cancellation);
        Assert.Equal([contract.ContractId], own.Contracts.Select(one => one.ContractId));

        Task OfferRefusedAsync(StatusCode status, Timeslot timeslot, string says) => Refusals.RefusedAsync(
            status,
            async () => await new MarketService.MarketServiceClient(system.As(customer)).PlaceOfferAsync(
                new() { RequestId = $"{Guid.NewGuid()}", CustomerId = customer, UnitNumber = Plants.Solar(plant), Timeslot = timeslot.StartUnixSeconds, QuantityWh = 100, StartPriceMctPerKwh = 100 },
                cancellationToken: Cancellation),
            says);
    }

    [Fact]
    public async Task Balancing_groups_are_those_entered_and_those_with_a_market()
    {
        await Refusals.RefusedAsync(StatusCode.InvalidArgument, () => EnterAsync("10YDE-VE-------3"), "2 belongs");
        await EnterAsync("10YDE-VE-------2");
        var groups = (await Supplier.ListBalancingGroupsAsync(new(), cancellationToken: Cancellation)).BalancingGroups;
        Assert.Equal((false, "Stadtwerke"), groups.Where(group => group.BalancingGroup_ == "10YDE-VE-------2").Select(group => (group.HasMarket, group.Supplier)).Single());
        Assert.Equal(("markettrade1", true), groups.Where(group => group.BalancingGroup_ == Groups.Trading).Select(group => (group.ChainName, group.HasMarket)).Single());
        var first = await Supplier.ListBalancingGroupsAsync(new() { PageSize = 1 }, cancellationToken: Cancellation);
        var second = await Supplier.ListBalancingGroupsAsync(new() { PageSize = 1, PageToken = first.NextPageToken }, cancellationToken: Cancellation);
        Assert.Equal(groups.Take(2), [.. first.BalancingGroups, .. second.BalancingGroups]);

        Task EnterAsync(string eic) => Supplier.EnterBalancingGroupAsync(new() { BalancingGroup = eic, Supplier = "Stadtwerke" }, cancellationToken: Cancellation).ResponseAsync;
    }

    [Fact]
    public async Task Market_actors_have_the_names_that_the_supplier_gives_them()
    {
        await Supplier.EnterKnownActorAsync(new() { ActorNumber = "ABR900000000119", Name = "Anna" }, cancellationToken: Cancellation);
        await Supplier.EnterKnownActorAsync(new() { ActorNumber = "ABR900000000119", Name = "Anna Beispiel" }, cancellationToken: Cancellation);
        Assert.Contains(
            (await Supplier.ListKnownActorsAsync(new(), cancellationToken: Cancellation)).KnownActors, actor => actor is { ActorNumber: "ABR900000000119", Name: "Anna Beispiel" });
    }

    static ConcludeContractRequest Contract(string customer, int plant, Timeslot from) => new()
    {
        ContractId = $"{Guid.NewGuid()}",
        CustomerId = customer,
        BalancingGroup = Groups.Trading,
        UnitNumbers = { Plants.Solar(plant) },
        FromTimeslot = from.StartUnixSeconds,
        SignedOn = "2026-06-01",
    };
}
