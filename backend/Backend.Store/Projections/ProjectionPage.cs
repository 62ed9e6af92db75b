using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>One step of one projection: a page of events, what follows from it, and the progress, in one transaction.</summary>
sealed class ProjectionPage(StoreOptions options, DocumentStore store, IProjection projection)
{
    public const int Size = 500;

    readonly ProgressRow _progress = new(options, projection.Name);
    readonly string[] _aliases = [.. projection.EventTypes.Select(type => options.Events.Of(type).Alias)];

    public IProjection Projection => projection;

    /// <summary>False when the projection is at the ceiling, or another process is working on it.</summary>
    public async Task<bool> AdvanceAsync(long ceiling, int size, CancellationToken cancellation)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await _progress.TryLockAsync(transaction, cancellation))
        {
            return false;
        }

        var floor = await _progress.FloorAsync(transaction, cancellation);
        if (floor >= ceiling)
        {
            return false;
        }

        var events = await EventsAsync(transaction, floor, ceiling, size, cancellation);
        if (events.Count > 0)
        {
            await using var session = store.LightweightSession(transaction);
            await projection.ApplyAsync(session, [.. events.Select(e => e.ToEvent(options.Events))], cancellation);
            await session.SaveChangesAsync(cancellation);
        }

        await _progress.MoveAsync(transaction, floor, events.Count < size ? ceiling : events[^1].Sequence, cancellation);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    /// <summary>Leaves the next event out, with a note why. The number of the event; null if another process has come before.</summary>
    public async Task<long?> LeaveOutAsync(long ceiling, Exception reason, CancellationToken cancellation)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await _progress.TryLockAsync(transaction, cancellation))
        {
            return null;
        }

        var floor = await _progress.FloorAsync(transaction, cancellation);
        var events = await EventsAsync(transaction, floor, ceiling, 1, cancellation);
        if (events.Count == 0)
        {
            return null;
        }

        await using var session = store.LightweightSession(transaction);
        session.Insert(new DeadLetterEvent(
            Guid.CreateVersion7(),
            projection.Name,
            "All",
            options.TimeProvider.GetUtcNow(),
            reason.GetType().FullName!,
            reason.Message.Replace("\0", "\\0", StringComparison.Ordinal),
            events[0].Sequence));
        await session.SaveChangesAsync(cancellation);
        await _progress.MoveAsync(transaction, floor, events[0].Sequence, cancellation);
        await transaction.CommitAsync(CancellationToken.None);
        return events[0].Sequence;
    }

    Task<IReadOnlyList<StoredEvent>> EventsAsync(NpgsqlTransaction transaction, long floor, long ceiling, int size, CancellationToken cancellation) => RowReader.ReadAsync(
        transaction,
        $"select {StoredEvent.Columns} from mt_events where seq_id > $1 and seq_id <= $2 and type = any($3) and is_archived = false order by seq_id limit $4",
        StoredEvent.Read,
        cancellation,
        floor,
        ceiling,
        _aliases,
        size);
}
