using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Backend.Registry;
using LocalEnergyMarket.Backend.Registry.Claims;
using LocalEnergyMarket.Backend.Registry.Meters;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using Contract = LocalEnergyMarket.Backend.Registry.Contracts.Contract;
using Marketing = LocalEnergyMarket.Backend.Registry.Customers.Marketing;
using SubjectRole = LocalEnergyMarket.Backend.Registry.Roles.SubjectRole;
using WireState = LocalEnergyMarket.Protos.V1.ClaimState;

namespace LocalEnergyMarket.Backend.Server.Registry;

/// <summary>The register's objects as they travel.</summary>
static class RegisterWire
{
    public static Marketing ToMarketing(Protos.V1.Marketing wire) => wire == Protos.V1.Marketing.Passive ? Marketing.Passive : Marketing.Active;

    public static Protos.V1.Marketing ToWire(Marketing marketing) => marketing == Marketing.Passive ? Protos.V1.Marketing.Passive : Protos.V1.Marketing.Active;

    public static Timeslot? ToTimeslot(long wire) => wire == 0 ? null : new(wire);

    /// <summary>Passive marketing has a payment, also one of 0; active has none.</summary>
    public static Money? ToPayment(Protos.V1.Marketing marketing, long wire) => ToMarketing(marketing) == Marketing.Passive || wire != 0 ? new Money(wire) : null;

    public static RegisterActor? ToWire(Actor? actor) => actor is null ? null : new() { Name = actor.Name, Role = actor.Role };

    public static RegisteredMeter ToWire(Meter meter) => new()
    {
        MeterSerial = meter.Serial,
        Type = meter.Type,
        Registers = { meter.Registers.Select(format => new Protos.V1.RegisterFormat { Register = (Register)format.Register, Digits = (uint)format.Digits, ConversionFactor = (uint)format.ConversionFactor }) },
        InstalledAt = meter.InstalledAt?.ToTimestamp(),
        RetiredAt = meter.RetiredAt?.ToTimestamp(),
        UnitNumber = meter.Link()?.UnitNumber ?? "",
        BoxId = meter.Link()?.BoxId.ToString() ?? "",
    };

    public static LinkPeriod ToWire(MeterLinkSpan link) => new()
    {
        MeterSerial = link.Serial,
        MeterIndex = (uint)link.Span.MeterIndex,
        BoxId = link.Span.BoxId.ToString(),
        UnitNumber = link.Span.UnitNumber,
        Since = link.Span.From.ToTimestamp(),
        Until = link.Span.Until?.ToTimestamp(),
        LinkedBy = ToWire(link.Span.LinkedBy),
        EndedBy = ToWire(link.Span.EndedBy),
    };

    public static Protos.V1.Contract ToWire(Contract contract) => new()
    {
        ContractId = contract.Id.ToString(),
        CustomerId = contract.CustomerId,
        BalancingGroup = contract.BalancingGroup,
        Units = { contract.Units.Select(unit => new ContractUnit { UnitNumber = unit.UnitNumber, FromTimeslot = unit.From.StartUnixSeconds }) },
        Terms =
        {
            contract.Terms.Select(terms => new ContractTerms
            {
                FromTimeslot = terms.From.StartUnixSeconds, Marketing = ToWire(terms.Marketing), FlexibilityPaymentUctPerMonth = terms.FlexibilityPayment?.Value ?? 0,
            }),
        },
        FromTimeslot = contract.From.StartUnixSeconds,
        UntilTimeslot = contract.Until?.StartUnixSeconds ?? 0,
        SignedOn = contract.SignedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        EndedOn = contract.EndedOn?.ToTimestamp(),
        EndReason = contract.EndReason,
    };

    public static Claim ToWire(UnitClaim claim) => new()
    {
        ClaimId = claim.Id.ToString(),
        CustomerId = claim.CustomerId,
        UnitNumber = claim.UnitNumber,
        State = ToWire(claim.State),
        ClaimedAt = claim.ClaimedAt.ToTimestamp(),
        ValidUntil = claim.ValidUntil?.ToTimestamp(),
        AttemptsLeft = (uint)Math.Max(0, claim.AttemptsLeft),
        ClosedAt = claim.ClosedAt?.ToTimestamp(),
        Reason = claim.Reason,
    };

    /// <summary>Unspecified, and what is not known: null.</summary>
    public static Backend.Registry.Claims.ClaimState? ToState(WireState state) =>
        System.Enum.GetValues<Backend.Registry.Claims.ClaimState>().Cast<Backend.Registry.Claims.ClaimState?>().FirstOrDefault(known => ToWire(known!.Value) == state);

    public static Protos.V1.HistoryEntry ToWire(Backend.Registry.History.HistoryEntry entry) => new()
    {
        At = entry.At.ToTimestamp(), By = ToWire(entry.By), Object = entry.Kind, ObjectId = entry.ObjectId, Event = entry.Event, Text = entry.Text,
    };

    public static Protos.V1.SubjectRole ToWire(SubjectRole role) => new()
    {
        Kind = role.Kind == Backend.Registry.Roles.SubjectKind.PortalUser ? SubjectKind.PortalUser : SubjectKind.Caller,
        Name = role.Name,
        Role = role.Role,
        CustomerId = role.CustomerId,
        Since = role.Since.ToTimestamp(),
        By = ToWire(role.By),
        Reason = role.Reason,
    };

    static WireState ToWire(Backend.Registry.Claims.ClaimState state) => state switch
    {
        Backend.Registry.Claims.ClaimState.Claimed => WireState.Claimed,
        Backend.Registry.Claims.ClaimState.CodeIssued => WireState.CodeIssued,
        Backend.Registry.Claims.ClaimState.Proven => WireState.Proven,
        Backend.Registry.Claims.ClaimState.Approved => WireState.Approved,
        Backend.Registry.Claims.ClaimState.Rejected => WireState.Rejected,
        Backend.Registry.Claims.ClaimState.Expired => WireState.Expired,
        Backend.Registry.Claims.ClaimState.Withdrawn => WireState.Withdrawn,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "There is no such state."),
    };
}
