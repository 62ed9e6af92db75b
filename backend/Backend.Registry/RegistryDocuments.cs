using LocalEnergyMarket.Backend.Registry.BalancingGroups;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Registry.Claims;
using LocalEnergyMarket.Backend.Registry.Contracts;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Registry.Enrollment;
using LocalEnergyMarket.Backend.Registry.MarketActors;
using LocalEnergyMarket.Backend.Registry.Meters;
using LocalEnergyMarket.Backend.Registry.Roles;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Projections;

namespace LocalEnergyMarket.Backend.Registry;

/// <summary>What the register keeps in the store.</summary>
public static class RegistryDocuments
{
    public static void AddRegistry(this StoreOptions options)
    {
        options.Schema.For<IssuedCode>();
        options.Schema.For<PendingEnrollment>();
        options.Schema.For<RevokedTpm>();
        options.Schema.For<EnrolledTpm>();
        options.Projections.Snapshot<Box>(SnapshotLifecycle.Inline, fold => fold
            .Create<BoxEnrolled>(e => new(e.StreamId, e.Data.Label, e.Data.PublicKey, e.Data.ChainAccount, e.Timestamp, false, []))
            .Apply<MeterLinked>((box, e) => box.With(e.Data))
            .Apply<MeterUnlinked>((box, e) => box.Without(e.Data))
            .Apply<MeterReplaced>((box, e) => box.With(e.Data))
            .Apply<BoxReplaced>((box, e) => box.With(e.Data, e.Timestamp))
            .Apply<BoxRevoked>((box, e) => box with { Revoked = true, RevocationReason = e.Data.Reason }));
        options.Projections.Snapshot<Customer>(SnapshotLifecycle.Inline, fold => fold
            .Create<CustomerRegistered>(e => ToCustomer(e.StreamId, e.Data))
            .Apply<CustomerRegistered>((customer, e) => customer.With(e.Data))
            .Apply<CustomerUnitAdded>((customer, e) => customer.With(e.Data)));
        options.AddMeters();
        options.AddContracts();
        options.AddClaims();
        options.Projections.Snapshot<KnownActor>(SnapshotLifecycle.Inline, fold => fold
            .Create<MarketActorEntered>(e => new(e.StreamId, e.Data.Number, e.Data.Name))
            .Apply<MarketActorEntered>((actor, e) => actor with { Name = e.Data.Name }));
        options.Projections.Snapshot<SubjectRole>(SnapshotLifecycle.Inline, fold => fold
            .Create<RoleGranted>(e => SubjectRole.Of(e.StreamId, e.Data, e.Timestamp))
            .Apply<RoleGranted>((role, e) => role.With(e.Data, e.Timestamp))
            .Apply<RoleRevoked>((role, e) => role.With(e.Data, e.Timestamp)));
    }

    static void AddMeters(this StoreOptions options)
    {
        options.Schema.For<Meter>().GinIndexJsonData();
        options.Projections.Snapshot<Meter>(SnapshotLifecycle.Inline, fold => fold
            .Create<MeterEntered>(e => Meter.Empty(e.StreamId, e.Data.Serial).With(e.Data))
            .Create<MeterLinkBegan>(e => Meter.Empty(e.StreamId, e.Data.Serial).With(e.Data))
            .Apply<MeterEntered>((meter, e) => meter.With(e.Data))
            .Apply<MeterLinkBegan>((meter, e) => meter.With(e.Data))
            .Apply<MeterLinkEnded>((meter, e) => meter.With(e.Data))
            .Apply<MeterRetired>((meter, e) => meter.With(e.Data)));
    }

    static void AddContracts(this StoreOptions options)
    {
        options.Projections.Snapshot<BalancingGroup>(SnapshotLifecycle.Inline, fold => fold
            .Create<BalancingGroupEntered>(e => BalancingGroup.Of(e.StreamId, e.Data))
            .Apply<BalancingGroupEntered>((group, e) => group.With(e.Data))
            .Apply<BalancingGroupClosed>((group, e) => group.With(e.Data)));
        options.Schema.For<Contract>().GinIndexJsonData();
        options.Projections.Snapshot<Contract>(SnapshotLifecycle.Inline, fold => fold
            .Create<ContractConcluded>(e => Contract.Of(e.StreamId, e.Data))
            .Apply<ContractUnitAdded>((contract, e) => contract.With(e.Data))
            .Apply<MarketingChanged>((contract, e) => contract.With(e.Data))
            .Apply<ContractEnded>((contract, e) => contract.With(e.Data, e.Timestamp)));
    }

    static void AddClaims(this StoreOptions options)
    {
        options.Schema.For<UnitClaim>().Duplicate(claim => claim.UnitNumber).Duplicate(claim => claim.CustomerId);
        options.Projections.Snapshot<UnitClaim>(SnapshotLifecycle.Inline, fold => fold
            .Create<UnitClaimed>(e => UnitClaim.Of(e.StreamId, e.Data, e.Timestamp))
            .Apply<OwnershipCodeIssued>((claim, e) => claim.With(e.Data))
            .Apply<WrongCodeGiven>((claim, _) => claim.WithWrongCode())
            .Apply<OwnershipProven>((claim, _) => claim.Proven())
            .Apply<ClaimApproved>((claim, e) => claim.Closed(ClaimState.Approved, e.Timestamp, e.Data.Reason))
            .Apply<ClaimRejected>((claim, e) => claim.Closed(ClaimState.Rejected, e.Timestamp, e.Data.Reason))
            .Apply<ClaimExpired>((claim, e) => claim.Closed(ClaimState.Expired, e.Timestamp, ""))
            .Apply<ClaimWithdrawn>((claim, e) => claim.Closed(ClaimState.Withdrawn, e.Timestamp, "")));
    }

    static Customer ToCustomer(Guid id, CustomerRegistered data) =>
        new(id, data.CustomerId, data.DisplayName, data.BalancingGroup, data.UnitNumbers, data.Marketing);
}
