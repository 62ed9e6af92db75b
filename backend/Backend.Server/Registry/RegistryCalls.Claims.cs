using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Registry;

/// <summary>Claims on units, and roles.</summary>
sealed partial class RegistryCalls
{
    public override async Task<ClaimUnitResponse> ClaimUnit(ClaimUnitRequest request, ServerCallContext context)
    {
        context.MustBe(request.CustomerId);
        var claim = await desks.Claims.ClaimAsync(
            Guid.Parse(request.ClaimId), request.CustomerId, request.UnitNumber, request.OperatorNumber, context.Actor(), context.CancellationToken);
        return new() { Claim = RegisterWire.ToWire(claim) };
    }

    public override async Task<IssueOwnershipCodeResponse> IssueOwnershipCode(IssueOwnershipCodeRequest request, ServerCallContext context)
    {
        var (code, validUntil) = await desks.Claims.IssueCodeAsync(Guid.Parse(request.ClaimId), context.Actor(), context.CancellationToken);
        return new() { Code = code, ValidUntil = validUntil.ToTimestamp() };
    }

    public override async Task<ConfirmOwnershipResponse> ConfirmOwnership(ConfirmOwnershipRequest request, ServerCallContext context) => new()
    {
        Claim = RegisterWire.ToWire(await desks.Claims.ConfirmAsync(
            Guid.Parse(request.ClaimId), context.Caller().CustomerId, request.Code, context.Actor(), context.CancellationToken)),
    };

    public override async Task<WithdrawClaimResponse> WithdrawClaim(WithdrawClaimRequest request, ServerCallContext context) => new()
    {
        Claim = RegisterWire.ToWire(await desks.Claims.WithdrawAsync(Guid.Parse(request.ClaimId), OwnOr("", context), context.Actor(), context.CancellationToken)),
    };

    public override async Task<ReviewClaimResponse> ReviewClaim(ReviewClaimRequest request, ServerCallContext context) => new()
    {
        Claim = RegisterWire.ToWire(await desks.Claims.ReviewAsync(
            Guid.Parse(request.ClaimId), request.Approve, request.Reason, request.ContractId.Length > 0 ? Guid.Parse(request.ContractId) : null, context.Actor(),
            context.CancellationToken)),
    };

    public override async Task<ListClaimsResponse> ListClaims(ListClaimsRequest request, ServerCallContext context)
    {
        var (size, own) = (PageSize(request.PageSize), OwnOr(request.CustomerId, context));
        var page = await PageAsync(
            after => desks.Claims.ListAsync(
                own, request.UnitNumber.Length > 0 ? request.UnitNumber : null, RegisterWire.ToState(request.State), after, size, context.CancellationToken),
            request.PageToken);
        return new() { Claims = { page.Select(RegisterWire.ToWire) }, NextPageToken = page.Count == size ? $"{page[^1].Id}" : "" };
    }

    public override async Task<GrantRoleResponse> GrantRole(GrantRoleRequest request, ServerCallContext context)
    {
        await desks.Roles.GrantAsync(new(KindOf(request.Kind), request.Name, request.Role, request.CustomerId, request.Reason.Trim(), context.Actor()), context.CancellationToken);
        return new();
    }

    public override async Task<RevokeRoleResponse> RevokeRole(RevokeRoleRequest request, ServerCallContext context)
    {
        await desks.Roles.RevokeAsync(new(KindOf(request.Kind), request.Name, request.Reason.Trim(), context.Actor()), context.CancellationToken);
        return new();
    }

    public override async Task<ListRolesResponse> ListRoles(ListRolesRequest request, ServerCallContext context)
    {
        var size = PageSize(request.PageSize);
        var after = request.PageToken.Split('/', 2) is [var kind, var name]
            ? System.Enum.TryParse<Backend.Registry.Roles.SubjectKind>(kind, out var known) ? (known, name) : throw WrongToken()
            : request.PageToken.Length == 0 ? ((Backend.Registry.Roles.SubjectKind, string)?)null : throw WrongToken();
        var page = await desks.Roles.ListAsync(request.Role, after, size, context.CancellationToken);
        return new() { Roles = { page.Select(RegisterWire.ToWire) }, NextPageToken = page.Count == size ? $"{page[^1].Kind}/{page[^1].Name}" : "" };
    }

    static Backend.Registry.Roles.SubjectKind KindOf(Protos.V1.SubjectKind kind) =>
        kind == Protos.V1.SubjectKind.PortalUser ? Backend.Registry.Roles.SubjectKind.PortalUser : Backend.Registry.Roles.SubjectKind.Caller;
}
