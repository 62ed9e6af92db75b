using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Projections.Rebuilding;

/// <summary>Finds out how a projection is rebuilt, and does it while no other process works on it.</summary>
sealed class RebuildPlan(StoreOptions options, DocumentStore store, HighWater highWater)
{
    public async Task RunAsync(string name, CancellationToken cancellation)
    {
        var aggregation = options.Projections.Find(name);
        var projection = options.Projections.Asynchronous.FirstOrDefault(other => string.Equals(other.Name, name, StringComparison.Ordinal));
        if (aggregation is null && projection is null)
        {
            throw new StoreException($"There is no projection {name} to rebuild.");
        }

        // The lock belongs to the session, so that a process that dies gives it back.
        var progress = new ProgressRow(options, name);
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await RowReader.ReadAsync(connection, null, "select true from pg_advisory_lock($1)", reader => reader.GetBoolean(0), cancellation, progress.Key);
        try
        {
            if (aggregation is not null)
            {
                await new AggregateRebuild(options, highWater, aggregation, progress).RunAsync(connection, cancellation);
            }
            else
            {
                await ReplayAsync(projection!, progress, connection, cancellation);
            }
        }
        finally
        {
            await ReleaseAsync(connection, progress.Key);
        }
    }

    static async Task ReleaseAsync(NpgsqlConnection connection, long key)
    {
        try
        {
            await RowReader.ReadAsync(connection, null, "select pg_advisory_unlock($1)", reader => reader.GetBoolean(0), CancellationToken.None, key);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The session is gone, and its locks with it.
        }
    }

    /// <summary>A projection of a module's own: cleared and replayed in one transaction, so that readers see the old until the end.</summary>
    async Task ReplayAsync(IProjection projection, ProgressRow progress, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var ceiling = await highWater.ReadAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var session = store.LightweightSession(transaction))
        {
            await projection.ClearAsync(session, cancellation);
            await session.SaveChangesAsync(cancellation);
        }

        var pages = new EventPages(options, projection.EventTypes);
        for (var floor = 0L; floor < ceiling;)
        {
            var (events, reached) = await pages.ReadAsync(connection, transaction, floor, ceiling, cancellation);
            if (events.Count > 0)
            {
                await using var session = store.LightweightSession(transaction);
                await projection.ApplyAsync(session, events, cancellation);
                await session.SaveChangesAsync(cancellation);
            }

            floor = reached;
        }

        await progress.ResetAsync(transaction, ceiling, cancellation);
        await transaction.CommitAsync(CancellationToken.None);
    }
}
