using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Registry.Enrollment;
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
            .Apply<CustomerRegistered>((_, e) => ToCustomer(e.StreamId, e.Data)));
    }

    static Customer ToCustomer(Guid id, CustomerRegistered data) =>
        new(id, data.CustomerId, data.DisplayName, data.BalancingGroup, data.UnitNumbers, data.Marketing);
}
