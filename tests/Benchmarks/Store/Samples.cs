using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Projections;

namespace LocalEnergyMarket.Benchmarks.Store;

sealed record TripStarted(string Driver, long Place, DateTimeOffset At);

sealed record TripMoved(long Place, int Speed, string Note);

sealed record Trip(Guid Id, string Driver, long Place, int Moves);

sealed record TripLength(int Moves, long Sum);

sealed record AreaTrips(string Id, long Moves, long Sum);

sealed record Meter(Guid Id, string Serial, string Place, long Value, bool IsActive, DateTimeOffset At);

/// <summary>What the store keeps in this suite: small events and documents of about 150 bytes.</summary>
static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 6, 21, 12, 0, 0, TimeSpan.Zero);

    public static void Configure(StoreOptions options)
    {
        options.Schema.For<Meter>();
        options.Projections.LiveStreamAggregation<TripLength>(fold => fold
            .Create<TripStarted>(_ => new(0, 0))
            .Apply<TripMoved>((trip, e) => new(trip.Moves + 1, trip.Sum + e.Data.Place)));
    }

    /// <summary>A snapshot for each stream, and documents that events of many streams go into.</summary>
    public static void ConfigureProjections(StoreOptions options)
    {
        options.Projections.Snapshot<Trip>(SnapshotLifecycle.Async, fold => fold
            .Create<TripStarted>(e => new(e.StreamId, e.Data.Driver, e.Data.Place, 0))
            .Apply<TripMoved>((trip, e) => trip with { Place = e.Data.Place, Moves = trip.Moves + 1 }));
        options.Projections.MultiStream<AreaTrips, string>(SnapshotLifecycle.Async, fold => fold
            .Identity<TripMoved>(e => $"area {e.Data.Place % 50}").StartsAs(id => new(id, 0, 0))
            .Apply<TripMoved>((area, e) => new(area.Id, area.Moves + 1, area.Sum + e.Data.Place)));
    }

    public static TripMoved Moved(long place) => new(place, 50, "on the way to somewhere");

    public static Meter Meter(Guid id, long value) => new(id, "LEM0000000042", "Marktplatz 1, 99999 Musterstadt", value, true, Noon);
}
