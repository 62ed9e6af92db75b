using LocalEnergyMarket.Backend.Mastr.Units;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Sessions;

namespace LocalEnergyMarket.Backend.Registry.Boxes;

/// <summary>The boxes and what their meters measure (the concept's Figure 5: box, meter and unit are linked).</summary>
public sealed class BoxRegister(IDocumentStore store)
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

    /// <summary>Links a meter to a unit. The same link again changes nothing; a meter or an index linked otherwise is linked anew.</summary>
    /// <exception cref="RegistryException">Box or unit do not exist, or another box has the meter.</exception>
    public async Task LinkAsync(Guid boxId, string meterSerial, int meterIndex, string unitNumber, CancellationToken cancellation)
    {
        if (meterSerial.Length is 0 or > 64 || meterIndex is < 1 or > 255)
        {
            throw new RegistryException(
                RegistryError.MeterInvalid, meterSerial, $"A meter has a serial number (1 to 64 characters) and an index from 1 to 255; got '{meterSerial}' and {meterIndex}.");
        }

        await using var session = store.LightweightSession();
        if (await new UnitRegister(store).FindAsync(unitNumber, cancellation) is null)
        {
            throw new RegistryException(RegistryError.UnitUnknown, unitNumber, $"There is no unit {unitNumber} in the register: import the MaStR export that has it first.");
        }

        await CheckOnOneBoxAsync(session, boxId, meterSerial, cancellation);
        var stream = await session.Events.FetchForWriting<Box>(boxId, cancellation);
        var box = stream.Aggregate ?? throw new RegistryException(RegistryError.BoxUnknown, $"{boxId}", $"There is no box {boxId}.");
        if (box.Revoked)
        {
            throw new RegistryException(RegistryError.BoxRevoked, $"{boxId}", $"The box '{box.Label}' was revoked ({box.RevocationReason}): no meter can be linked to it.");
        }

        if (!box.Links.Any(link => link with { Since = null } == new MeterLink(meterSerial, meterIndex, unitNumber)))
        {
            stream.AppendOne(new MeterLinked(meterSerial, meterIndex, unitNumber));
            await session.SaveChangesAsync(cancellation);
        }
    }

    /// <summary>One meter took another's place. An exchange that is recorded already changes nothing.</summary>
    /// <param name="boxId">The box.</param>
    /// <param name="exchange">All but the unit, which is the old meter's.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RegistryException">There is no such box, it was revoked, the old meter is not linked so, or another box has the new one.</exception>
    public async Task ReplaceAsync(Guid boxId, MeterReplaced exchange, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        await CheckOnOneBoxAsync(session, boxId, exchange.NewSerial, cancellation);
        var stream = await session.Events.FetchForWriting<Box>(boxId, cancellation);
        var box = stream.Aggregate ?? throw new RegistryException(RegistryError.BoxUnknown, $"{boxId}", $"There is no box {boxId}.");
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

        stream.AppendOne(exchange with { UnitNumber = old.UnitNumber });
        await session.SaveChangesAsync(cancellation);
    }

    /// <summary>Ends the link of a meter. One that was ended already stays so.</summary>
    /// <exception cref="RegistryException">There is no such box, or it never had the meter.</exception>
    public async Task UnlinkAsync(Guid boxId, string meterSerial, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        var stream = await session.Events.FetchForWriting<Box>(boxId, cancellation);
        var box = stream.Aggregate ?? throw new RegistryException(RegistryError.BoxUnknown, $"{boxId}", $"There is no box {boxId}.");
        if (box.Links.Any(link => link.MeterSerial == meterSerial))
        {
            stream.AppendOne(new MeterUnlinked(meterSerial));
            await session.SaveChangesAsync(cancellation);
            return;
        }

        var events = await session.Events.FetchStreamAsync(boxId, cancellation: cancellation);
        if (!events.Any(e => e.Data is MeterLinked linked && linked.MeterSerial == meterSerial))
        {
            throw new RegistryException(
                RegistryError.MeterNotLinked, $"{boxId}", $"The box '{box.Label}' has no meter {meterSerial}; it has {(box.Links.Count == 0 ? "none" : string.Join(", ", box.Links.Select(link => link.MeterSerial)))}.");
        }
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
