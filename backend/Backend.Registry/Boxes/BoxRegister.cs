using LocalEnergyMarket.Backend.Registry.Meters;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Sessions;

namespace LocalEnergyMarket.Backend.Registry.Boxes;

/// <summary>
/// The boxes and what their meters measure (the concept's Figure 5: box, meter and unit are linked). A link stands in the box's stream, which the market follows,
/// and in the meter's, which has from when until when; both are written in one transaction.
/// </summary>
public sealed class BoxRegister(IDocumentStore store, TimeProvider time)
{
    public async Task<Box?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<Box>(id, cancellation);
    }

    public async Task<IReadOnlyList<Box>> ListAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<Box>().OrderBySql("data ->> 'label', id").ToListAsync(cancellation);
    }

    /// <summary>A page of boxes in the order of their labels.</summary>
    /// <param name="after">The last box of the page before; null for the first page.</param>
    /// <param name="size">How many at the most.</param>
    /// <param name="cancellation">Ends the query.</param>
    /// <exception cref="RegistryException">There is no box to go on after.</exception>
    public async Task<IReadOnlyList<Box>> ListAsync(Guid? after, int size, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var query = session.Query<Box>().OrderBySql("data ->> 'label', id").Take(size);
        if (after is { } id)
        {
            var last = await session.LoadAsync<Box>(id, cancellation) ?? throw Unknown(id);
            query = query.MatchesSql($"(data ->> 'label', id) > ({last.Label}, {id})");
        }

        return await query.ToListAsync(cancellation);
    }

    /// <summary>Links a meter to a unit. The same link again changes nothing; a meter or an index linked otherwise is linked anew.</summary>
    /// <exception cref="RegistryException">Box or unit do not exist, another box has the meter, or the link would overlap with another of the meter.</exception>
    public async Task LinkAsync(Guid boxId, MeterLinked link, CancellationToken cancellation)
    {
        var serial = link.MeterSerial;
        if (serial.Length is 0 or > MeterRules.LongestSerial || link.MeterIndex is < 1 or > 255)
        {
            throw new RegistryException(
                RegistryError.MeterInvalid, serial, $"A meter has a serial number (1 to 64 characters) and an index from 1 to 255; got '{serial}' and {link.MeterIndex}.");
        }

        await KnownUnits.MustExistAsync(store, link.UnitNumber, cancellation);
        await store.WriteAsync(
            [RegisterWrites.Box(boxId), RegisterWrites.Meter(serial)],
            async session =>
            {
                await CheckOnOneBoxAsync(session, boxId, serial, cancellation);
                var stream = await session.Events.FetchForWriting<Box>(boxId, cancellation);
                var box = stream.Aggregate ?? throw Unknown(boxId);
                if (box.Revoked)
                {
                    throw new RegistryException(RegistryError.BoxRevoked, $"{boxId}", $"The box '{box.Label}' was revoked ({box.RevocationReason}): no meter can be linked to it.");
                }

                if (box.Links.Any(known => known with { Since = null } == new MeterLink(serial, link.MeterIndex, link.UnitNumber)))
                {
                    return;
                }

                var now = time.GetUtcNow();
                var meter = await MeterDirectory.FetchAsync(session, serial, cancellation);
                meter.AppendMany(MeterRules.Link(meter.Aggregate, new(serial, boxId, link.MeterIndex, link.UnitNumber, link.Since ?? now, link.By), now));
                foreach (var displaced in box.Links.Where(known => known.MeterIndex == link.MeterIndex && known.MeterSerial != serial))
                {
                    await EndAsync(session, displaced.MeterSerial, link.Since ?? now, LinkEnd.Displaced, link.By!, cancellation);
                }

                stream.AppendOne(link);
            },
            cancellation);
    }

    /// <summary>One meter took another's place. An exchange that is recorded already changes nothing.</summary>
    /// <param name="boxId">The box.</param>
    /// <param name="exchange">All but the unit, which is the old meter's.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RegistryException">There is no such box, it was revoked, the old meter is not linked so, or another box has the new one.</exception>
    public Task ReplaceAsync(Guid boxId, MeterReplaced exchange, CancellationToken cancellation) => store.WriteAsync(
        [RegisterWrites.Box(boxId), RegisterWrites.Meter(exchange.OldSerial), RegisterWrites.Meter(exchange.NewSerial)],
        async session =>
        {
            await CheckOnOneBoxAsync(session, boxId, exchange.NewSerial, cancellation);
            var stream = await session.Events.FetchForWriting<Box>(boxId, cancellation);
            var box = stream.Aggregate ?? throw Unknown(boxId);
            if (box.FormerMeters?.Any(former => former.ExchangeId == exchange.ExchangeId) == true)
            {
                return;
            }

            if (box.Revoked)
            {
                throw new RegistryException(RegistryError.BoxRevoked, $"{boxId}", $"The box '{box.Label}' was revoked ({box.RevocationReason}): no meter of it can be exchanged.");
            }

            if (box.Links.FirstOrDefault(link => link.MeterSerial == exchange.OldSerial && link.MeterIndex == exchange.MeterIndex) is not { } old)
            {
                throw new RegistryException(
                    RegistryError.MeterNotLinked, $"{boxId}",
                    $"The box '{box.Label}' has no meter {exchange.OldSerial} at index {exchange.MeterIndex}; it has {(box.Links.Count == 0 ? "none" : string.Join(", ", box.Links.Select(link => $"{link.MeterIndex} {link.MeterSerial}")))}. Link the new meter (LinkMeter).");
            }

            var now = time.GetUtcNow();
            await EndAsync(session, exchange.OldSerial, exchange.TakenOutAt < now ? exchange.TakenOutAt : now, LinkEnd.Exchanged, exchange.By!, cancellation);
            var fresh = await MeterDirectory.FetchAsync(session, exchange.NewSerial, cancellation);
            fresh.AppendMany(MeterRules.TakePlace(fresh.Aggregate, new(exchange.NewSerial, boxId, exchange.MeterIndex, old.UnitNumber, exchange.TakenOutAt, exchange.By), now));
            stream.AppendOne(exchange with { UnitNumber = old.UnitNumber });
        },
        cancellation);

    /// <summary>Ends the link of a meter. One that was ended already stays so.</summary>
    /// <exception cref="RegistryException">There is no such box, or it never had the meter.</exception>
    public Task UnlinkAsync(Guid boxId, string meterSerial, Actor by, CancellationToken cancellation) => store.WriteAsync(
        [RegisterWrites.Box(boxId), RegisterWrites.Meter(meterSerial)],
        async session =>
        {
            var stream = await session.Events.FetchForWriting<Box>(boxId, cancellation);
            var box = stream.Aggregate ?? throw Unknown(boxId);
            if (box.Links.Any(link => link.MeterSerial == meterSerial))
            {
                stream.AppendOne(new MeterUnlinked(meterSerial, by));
                await EndAsync(session, meterSerial, time.GetUtcNow(), LinkEnd.Unlinked, by, cancellation);
                return;
            }

            var events = await session.Events.FetchStreamAsync(boxId, cancellation: cancellation);
            if (!events.Any(e => e.Data is MeterLinked linked && linked.MeterSerial == meterSerial))
            {
                throw new RegistryException(
                    RegistryError.MeterNotLinked, $"{boxId}", $"The box '{box.Label}' has no meter {meterSerial}; it has {(box.Links.Count == 0 ? "none" : string.Join(", ", box.Links.Select(link => link.MeterSerial)))}.");
            }
        },
        cancellation);

    static RegistryException Unknown(Guid boxId) => new(RegistryError.BoxUnknown, $"{boxId}", $"There is no box {boxId}.");

    static async Task EndAsync(IDocumentSession session, string serial, DateTimeOffset until, LinkEnd why, Actor by, CancellationToken cancellation)
    {
        var meter = await MeterDirectory.FetchAsync(session, serial, cancellation);
        meter.AppendMany(MeterRules.End(meter.Aggregate, until, why, by));
    }

    static async Task CheckOnOneBoxAsync(IDocumentSession session, Guid boxId, string meterSerial, CancellationToken cancellation)
    {
        var holders = await session.Query<Box>().Containing(new { links = new[] { new { meterSerial } } }).ToListAsync(cancellation);
        if (holders.FirstOrDefault(box => box.Id != boxId) is { } other)
        {
            throw new RegistryException(
                RegistryError.MeterTaken, meterSerial, $"The meter {meterSerial} is linked to the box '{other.Label}' ({other.Id}): a meter is read by one box. End that link first (UnlinkMeter).");
        }
    }
}
