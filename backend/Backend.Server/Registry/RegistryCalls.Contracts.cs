using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Registry;

/// <summary>Balancing groups, market actors and contracts.</summary>
sealed partial class RegistryCalls
{
    public override async Task<EnterBalancingGroupResponse> EnterBalancingGroup(EnterBalancingGroupRequest request, ServerCallContext context)
    {
        if (markets.All.FirstOrDefault(market => market.BalancingGroup == request.BalancingGroup || market.ChainName == request.ChainName) is { } market
            && (market.BalancingGroup != request.BalancingGroup || market.ChainName != request.ChainName))
        {
            throw Refusal.Precondition(
                Reason.BalancingGroupConflict, $"balancing_group/{request.BalancingGroup}",
                $"The configured market of {market.BalancingGroup} is called {market.ChainName} on the chain: give that name to that group and to no other.");
        }

        await desks.Groups.EnterAsync(
            new(request.BalancingGroup, request.ChainName, request.Supplier, request.Since?.ToDateTimeOffset(), context.Actor()), context.CancellationToken);
        return new();
    }

    public override async Task<CloseBalancingGroupResponse> CloseBalancingGroup(CloseBalancingGroupRequest request, ServerCallContext context)
    {
        await desks.Groups.CloseAsync(new(request.BalancingGroup, new(request.FromTimeslot), request.Reason, context.Actor()), context.CancellationToken);
        return new();
    }

    public override async Task<ListBalancingGroupsResponse> ListBalancingGroups(ListBalancingGroupsRequest request, ServerCallContext context)
    {
        var size = PageSize(request.PageSize);
        var entered = (await desks.Groups.ListAsync(request.PageToken, size, context.CancellationToken)).ToDictionary(group => group.Eic, StringComparer.Ordinal);
        var configured = markets.All.ToDictionary(market => market.BalancingGroup, StringComparer.Ordinal);
        string[] page =
        [
            .. entered.Keys.Union(configured.Keys.Where(eic => string.CompareOrdinal(eic, request.PageToken) > 0), StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(size),
        ];
        return new()
        {
            BalancingGroups =
            {
                page.Select(eic => (Eic: eic, Entered: entered.GetValueOrDefault(eic), Market: configured.GetValueOrDefault(eic))).Select(group => new BalancingGroup
                {
                    BalancingGroup_ = group.Eic,
                    ChainName = group.Market?.ChainName ?? group.Entered!.ChainName,
                    Supplier = group.Entered?.Supplier ?? "",
                    Since = group.Entered?.Since?.ToTimestamp(),
                    HasMarket = group.Market is not null,
                    ClosedFromTimeslot = group.Entered?.ClosedFrom?.StartUnixSeconds ?? 0,
                }),
            },
            NextPageToken = page.Length == size ? page[^1] : "",
        };
    }

    public override async Task<EnterKnownActorResponse> EnterKnownActor(EnterKnownActorRequest request, ServerCallContext context)
    {
        await desks.Actors.EnterAsync(new(request.ActorNumber, request.Name, context.Actor()), context.CancellationToken);
        return new();
    }

    public override async Task<ListKnownActorsResponse> ListKnownActors(ListKnownActorsRequest request, ServerCallContext context)
    {
        var size = PageSize(request.PageSize);
        var page = await desks.Actors.ListAsync(request.PageToken, size, context.CancellationToken);
        return new()
        {
            KnownActors = { page.Select(actor => new KnownActor { ActorNumber = actor.Number, Name = actor.Name }) },
            NextPageToken = page.Count == size ? page[^1].Number : "",
        };
    }

    public override async Task<ConcludeContractResponse> ConcludeContract(ConcludeContractRequest request, ServerCallContext context)
    {
        var signedOn = DateOnly.TryParseExact(request.SignedOn, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Refusal.InvalidField(Reason.ContractInvalid, "signed_on", $"There is no day {request.SignedOn}.");
        var contract = await desks.Contracts.ConcludeAsync(
            Guid.Parse(request.ContractId),
            new(
                request.CustomerId, request.BalancingGroup, [.. request.UnitNumbers], RegisterWire.ToMarketing(request.Marketing),
                RegisterWire.ToPayment(request.Marketing, request.FlexibilityPaymentUctPerMonth), new(request.FromTimeslot), RegisterWire.ToTimeslot(request.UntilTimeslot), signedOn,
                context.Actor()),
            context.CancellationToken);
        return new() { Contract = RegisterWire.ToWire(contract) };
    }

    public override async Task<EndContractResponse> EndContract(EndContractRequest request, ServerCallContext context) => new()
    {
        Contract = RegisterWire.ToWire(await desks.Contracts.EndAsync(
            Guid.Parse(request.ContractId), new(new(request.UntilTimeslot), request.Reason, context.Actor()), context.CancellationToken)),
    };

    public override async Task<ChangeMarketingResponse> ChangeMarketing(ChangeMarketingRequest request, ServerCallContext context) => new()
    {
        Contract = RegisterWire.ToWire(await desks.Contracts.ChangeMarketingAsync(
            Guid.Parse(request.ContractId),
            new(
                new(request.FromTimeslot), RegisterWire.ToMarketing(request.Marketing), RegisterWire.ToPayment(request.Marketing, request.FlexibilityPaymentUctPerMonth),
                context.Actor()),
            context.CancellationToken)),
    };

    public override async Task<ListContractsResponse> ListContracts(ListContractsRequest request, ServerCallContext context)
    {
        var size = PageSize(request.PageSize);
        var filter = new ContractFilter(
            OwnOr(request.CustomerId, context), request.UnitNumber.Length > 0 ? request.UnitNumber : null, RegisterWire.ToTimeslot(request.Timeslot));
        var page = await PageAsync(after => desks.Contracts.ListAsync(filter, after, size, context.CancellationToken), request.PageToken);
        return new() { Contracts = { page.Select(RegisterWire.ToWire) }, NextPageToken = page.Count == size ? $"{page[^1].Id}" : "" };
    }

    public override async Task<GetAssignmentResponse> GetAssignment(GetAssignmentRequest request, ServerCallContext context)
    {
        var timeslot = new Timeslot(request.Timeslot);
        var assignment = await desks.Contracts.AssignmentAsync(request.UnitNumber, timeslot, context.CancellationToken)
            ?? throw Refusal.NotFound(Reason.UnitNotAssigned, "unit", request.UnitNumber, $"The unit {request.UnitNumber} is nobody's in {timeslot}.");
        return new()
        {
            CustomerId = assignment.CustomerId,
            BalancingGroup = assignment.BalancingGroup,
            Marketing = RegisterWire.ToWire(assignment.Marketing),
            ContractId = assignment.ContractId?.ToString() ?? "",
        };
    }

    /// <summary>A customer asks for what is its own, whether it says so or not.</summary>
    static string? OwnOr(string customerId, ServerCallContext context)
    {
        if (customerId.Length > 0)
        {
            context.MustBe(customerId);
            return customerId;
        }

        return context.Caller() is { Role: CallerRole.Customer } caller ? caller.CustomerId : null;
    }
}
