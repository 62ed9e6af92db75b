using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Sessions;

namespace LocalEnergyMarket.Backend.Registry.Meters;

/// <summary>A link with the meter it is of.</summary>
public sealed record MeterLinkSpan(string Serial, LinkSpan Span);

/// <summary>The meters, and what they measured when.</summary>
public sealed class MeterDirectory(IDocumentStore store, TimeProvider time)
{
    public static Guid IdOf(string serial) => StreamKey.For("meter", serial);

    /// <exception cref="RegistryException">It is malformed, or out of use.</exception>
    public Task EnterAsync(MeterEntered entered, CancellationToken cancellation) => store.WriteAsync(
        [RegisterWrites.Meter(entered.Serial)],
        async session =>
        {
            var stream = await FetchAsync(session, entered.Serial, cancellation);
            stream.AppendMany(MeterRules.Enter(stream.Aggregate, entered));
        },
        cancellation);

    /// <exception cref="RegistryException">It is unknown, or linked.</exception>
    public Task RetireAsync(string serial, string reason, Actor by, CancellationToken cancellation) => store.WriteAsync(
        [RegisterWrites.Meter(serial)],
        async session =>
        {
            var stream = await FetchAsync(session, serial, cancellation);
            stream.AppendMany(MeterRules.Retire(stream.Aggregate, serial, reason, time.GetUtcNow(), by));
        },
        cancellation);

    /// <summary>A page of meters in the order of their serial numbers.</summary>
    public async Task<IReadOnlyList<Meter>> ListAsync(string after, int size, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<Meter>().MatchesSql($"data ->> 'serial' > {after}").OrderBySql("data ->> 'serial'").Take(size).ToListAsync(cancellation);
    }

    public async Task<Meter?> FindAsync(string serial, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<Meter>(IdOf(serial), cancellation);
    }

    /// <summary>The links of a meter, to a unit, at a box (what is null is not asked for), at an instant or at any; ordered by when they began, then by meter.</summary>
    public async Task<IReadOnlyList<MeterLinkSpan>> LinksAsync(string? serial, string? unitNumber, Guid? box, DateTimeOffset? at, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var meters = serial is null
            ? await Containing(session.Query<Meter>(), unitNumber, box).ToListAsync(cancellation)
            : await session.LoadManyAsync<Meter>([IdOf(serial)], cancellation);
        return
        [
            .. meters.SelectMany(meter => meter.Links, (meter, span) => new MeterLinkSpan(meter.Serial, span))
                .Where(link => (unitNumber is null || link.Span.UnitNumber == unitNumber) && (box is null || link.Span.BoxId == box) && (at is null || link.Span.Holds(at.Value)))
                .OrderBy(link => link.Span.From).ThenBy(link => link.Serial, StringComparer.Ordinal),
        ];
    }

    internal static Task<IEventStream<Meter>> FetchAsync(IDocumentSession session, string serial, CancellationToken cancellation) =>
        session.Events.FetchForWriting<Meter>(IdOf(serial), cancellation);

    static DocumentQuery<Meter> Containing(DocumentQuery<Meter> query, string? unitNumber, Guid? box) => (unitNumber, box) switch
    {
        (null, { } id) => query.Containing(new { links = new[] { new { boxId = id } } }),
        ({ } unit, null) => query.Containing(new { links = new[] { new { unitNumber = unit } } }),
        ({ } unit, { } id) => query.Containing(new { links = new[] { new { boxId = id, unitNumber = unit } } }),
        _ => query,
    };
}
