using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEnergyMarket.Backend.Mastr.Units;
using LocalEnergyMarket.Backend.Registry;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Registry.Enrollment;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Backend.Server.Boxes;
using LocalEnergyMarket.Backend.Server.Market;
using LocalEnergyMarket.Backend.Server.Mastr;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Registry;

/// <summary>lem.v1.RegistryService.</summary>
sealed partial class RegistryCalls(
    EnrollmentDesk enrollment, MastrUpload mastr, CustomerRegister customers, BoxRegister boxes, BoxRevoking revoking, UnitRegister units, ConnectedBoxes connected,
    MeterExchanges exchanges, Markets markets, RegisterDesks desks, TimeProvider time)
    : RegistryService.RegistryServiceBase
{
    const int LargestPage = 500;

    public override async Task<IssueEnrollmentCodeResponse> IssueEnrollmentCode(IssueEnrollmentCodeRequest request, ServerCallContext context)
    {
        var replaces = request.ReplacesBoxId.Length > 0 ? Guid.Parse(request.ReplacesBoxId) : (Guid?)null;
        var (code, validUntil) = await enrollment.IssueCodeAsync(request.Label, replaces, context.Actor(), context.CancellationToken);
        return new() { Code = code, ValidUntil = validUntil.ToTimestamp() };
    }

    public override async Task<ImportMastrResponse> ImportMastr(IAsyncStreamReader<FileChunk> requestStream, ServerCallContext context) =>
        await mastr.ImportAsync(requestStream, context.CancellationToken);

    public override async Task<RegisterCustomerResponse> RegisterCustomer(RegisterCustomerRequest request, ServerCallContext context)
    {
        markets.Of(request.BalancingGroup);
        await customers.RegisterAsync(
            new(request.CustomerId, request.DisplayName, request.BalancingGroup, [.. request.UnitNumbers], RegisterWire.ToMarketing(request.Marketing), context.Actor()),
            context.CancellationToken);
        return new();
    }

    public override async Task<LinkMeterResponse> LinkMeter(LinkMeterRequest request, ServerCallContext context)
    {
        await boxes.LinkAsync(
            Guid.Parse(request.BoxId), new(request.MeterSerial, (int)request.MeterIndex, request.UnitNumber, request.Since?.ToDateTimeOffset(), context.Actor()), context.CancellationToken);
        return new();
    }

    public override async Task<ReplaceMeterResponse> ReplaceMeter(ReplaceMeterRequest request, ServerCallContext context)
    {
        await exchanges.RecordAsync(request.Content.ToByteArray(), request.Signature.ToByteArray(), context.Actor(), context.CancellationToken);
        return new();
    }

    public override async Task<UnlinkMeterResponse> UnlinkMeter(UnlinkMeterRequest request, ServerCallContext context)
    {
        await boxes.UnlinkAsync(Guid.Parse(request.BoxId), request.MeterSerial, context.Actor(), context.CancellationToken);
        return new();
    }

    public override async Task<RevokeBoxResponse> RevokeBox(RevokeBoxRequest request, ServerCallContext context)
    {
        await revoking.RevokeAsync(Guid.Parse(request.BoxId), request.Reason, context.Actor(), context.CancellationToken);
        return new();
    }

    public override async Task<ListBoxesResponse> ListBoxes(ListBoxesRequest request, ServerCallContext context)
    {
        var size = PageSize(request.PageSize);
        var page = await PageAsync(after => boxes.ListAsync(after, size, context.CancellationToken), request.PageToken);
        return new() { Boxes = { page.Select(ToWire) }, NextPageToken = page.Count == size ? $"{page[^1].Id}" : "" };
    }

    public override async Task<ListUnitsResponse> ListUnits(ListUnitsRequest request, ServerCallContext context)
    {
        var size = PageSize(request.PageSize);
        var page = request.UnitNumbers.Count > 0
            ? await units.FindAsync(request.UnitNumbers, context.CancellationToken)
            : await units.ListAsync(request.Postcode, request.PageToken, size, context.CancellationToken);
        var assignments = await desks.Contracts.AssignmentsAsync(Timeslot.Containing(time.GetUtcNow()), context.CancellationToken);
        return new()
        {
            Units = { page.Select(unit => ToWire(unit, assignments.Of(unit.Id) is { } owner && context.Caller().MayName(owner.CustomerId) ? owner.CustomerId : "")) },
            NextPageToken = request.UnitNumbers.Count == 0 && page.Count == size ? page[^1].Id : "",
        };
    }

    public override async Task<ListCustomersResponse> ListCustomers(ListCustomersRequest request, ServerCallContext context)
    {
        var size = PageSize(request.PageSize);
        var page = await customers.ListAsync(request.PageToken, size, context.CancellationToken);
        return new() { Customers = { page.Select(ToWire) }, NextPageToken = page.Count == size ? page[^1].CustomerId : "" };
    }

    static int PageSize(int asked) => asked is > 0 and <= LargestPage ? asked : LargestPage;

    /// <summary>A page behind an object whose id is the token.</summary>
    static async Task<T> PageAsync<T>(Func<Guid?, Task<T>> page, string token)
    {
        var after = token.Length == 0 ? (Guid?)null : Guid.TryParse(token, out var id) ? id : throw WrongToken();
        try
        {
            return await page(after);
        }
        catch (RegistryException e) when (after is not null && e.Subject == $"{after}")
        {
            throw WrongToken();
        }
    }

    /// <summary>A page behind a place whose number is the token.</summary>
    static long PlaceOf(string token, long first) =>
        token.Length == 0 ? first : long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : throw WrongToken();

    static RefusalException WrongToken() => Refusal.InvalidField(Reason.PageTokenInvalid, "page_token", "page_token is not one that an answer gave.");

    Protos.V1.Box ToWire(Backend.Registry.Boxes.Box box)
    {
        var wire = new Protos.V1.Box
        {
            BoxId = box.Id.ToString(),
            Label = box.Label,
            ChainAccount = box.ChainAccount,
            Connected = connected.Find(box.Id) is not null,
            EnrolledAt = box.EnrolledAt.ToTimestamp(),
            Revoked = box.Revoked,
            RevocationReason = box.RevocationReason,
            Links = { box.Links.Select(link => new Protos.V1.MeterLink { MeterSerial = link.MeterSerial, MeterIndex = (uint)link.MeterIndex, UnitNumber = link.UnitNumber }) },
            FormerMeters = { (box.FormerMeters ?? []).Select(MeterExchanges.ToWire) },
            ReplacedAt = box.ReplacedAt?.ToTimestamp(),
        };
        if (connected.LastSeen(box.Id) is { } seen)
        {
            (wire.LastSeenAt, wire.SoftwareVersion, wire.AcknowledgedSequence) = (seen.At.ToTimestamp(), seen.SoftwareVersion, seen.AcknowledgedSequence);
        }

        return wire;
    }

    static Protos.V1.Unit ToWire(Backend.Mastr.Units.Unit unit, string customerId) => new()
    {
        UnitNumber = unit.Id,
        Name = unit.Name,
        Kind = unit.Kind switch
        {
            Backend.Mastr.Units.UnitKind.Solar => Protos.V1.UnitKind.Solar,
            Backend.Mastr.Units.UnitKind.Wind => Protos.V1.UnitKind.Wind,
            Backend.Mastr.Units.UnitKind.Combustion => Protos.V1.UnitKind.Combustion,
            Backend.Mastr.Units.UnitKind.Storage => Protos.V1.UnitKind.Storage,
            Backend.Mastr.Units.UnitKind.Consumer => Protos.V1.UnitKind.Consumer,
            _ => Protos.V1.UnitKind.Other,
        },
        Postcode = unit.Postcode,
        GrossPowerW = unit.GrossPower.Value,
        OperatorNumber = unit.OperatorNumber,
        CustomerId = customerId,
    };

    static Protos.V1.Customer ToWire(Backend.Registry.Customers.Customer customer) => new()
    {
        CustomerId = customer.CustomerId,
        DisplayName = customer.DisplayName,
        BalancingGroup = customer.BalancingGroup,
        UnitNumbers = { customer.UnitNumbers },
        Marketing = RegisterWire.ToWire(customer.Marketing),
    };
}
