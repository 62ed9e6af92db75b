using LocalEnergyMarket.Backend.Store.Projections;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Store.Tests;

public enum PlantKind
{
    Photovoltaic,
    Battery,
}

public sealed record Plant(Guid Id, string Owner, PlantKind Kind, WattHours Capacity, string? Note = null);

public sealed record Tariff(string Id, PricePerKwh Price);

public sealed record OrderPlaced(WattHours Quantity, Timeslot Slot);

public sealed record OrderRaised(WattHours By);

public sealed record OrderWithdrawn;

public sealed record OrderNoted(string Text);

public sealed record Order(Guid Id, WattHours Quantity, Timeslot Slot, DateTimeOffset ChangedAt);

public sealed record OrderHistory(int Steps);

public sealed record NoteCount(string Id, int Count);

static class Samples
{
    public static readonly Timeslot Noon = new(1_782_039_600);

    public static void Configure(StoreOptions options)
    {
        options.Schema.For<Plant>().Duplicate(plant => plant.Owner).GinIndexJsonData();
        options.Schema.For<Tariff>();
        options.Events.AddEventType<OrderNoted>();
        options.Projections.Snapshot<Order>(SnapshotLifecycle.Inline, fold => fold
            .Create<OrderPlaced>(e => new(e.StreamId, e.Data.Quantity, e.Data.Slot, e.Timestamp))
            .Apply<OrderRaised>((order, e) => order with { Quantity = order.Quantity + e.Data.By, ChangedAt = e.Timestamp })
            .DeleteEvent<OrderWithdrawn>());
        options.Projections.LiveStreamAggregation<OrderHistory>(fold => fold
            .Create<OrderPlaced>(_ => new(1))
            .Apply<OrderRaised>((history, _) => new(history.Steps + 1)));
    }
}
