using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Events;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Sessions;

/// <summary>Writes a unit of work into one transaction: events, the snapshots that follow from them, documents, the modules' own SQL.</summary>
sealed class Commit(StoreOptions options, UnitOfWork work)
{
    public async Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        if (work.Streams.Count > 0)
        {
            await AppendAsync(connection, transaction, cancellation);
        }

        var snapshots = await new InlineSnapshots(options, connection, transaction).ComputeAsync(work.Streams, cancellation);
        await WriteDocumentsAsync([.. DocumentOperation.Group([.. snapshots, .. work.Documents])], connection, transaction, cancellation);
        foreach (var enlisted in work.Enlisted)
        {
            await enlisted(connection, transaction, cancellation);
        }
    }

    async Task AppendAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        // PostgreSQL keeps microseconds: what is folded now and what is read later must be the same instant.
        var now = options.TimeProvider.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        await using var batch = new NpgsqlBatch(connection, transaction);

        // Held until the end of the transaction: the projections' high water waits for its holders (ADR 0011).
        batch.BatchCommands.Add(new("select pg_advisory_xact_lock_shared($1)")
        {
            Parameters = { new() { Value = AdvisoryLockKey.For(options.DatabaseSchemaName, "append") } },
        });
        foreach (var action in work.Streams)
        {
            action.Events.ForEach(e => e.Timestamp = now);
            batch.BatchCommands.Add(AppendSql.Command(action));
        }

        if (await RefusedAsync(batch, cancellation) is { } refused)
        {
            throw await AppendSql.RefusalAsync(refused, connection, transaction, cancellation);
        }
    }

    async Task<StreamAction?> RefusedAsync(NpgsqlBatch batch, CancellationToken cancellation)
    {
        StreamAction? current = null;
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            foreach (var action in work.Streams)
            {
                current = action;
                await reader.NextResultAsync(cancellation);
                if (!await AppendSql.ReadAsync(action, reader, cancellation))
                {
                    return action;
                }
            }

            return null;
        }
        catch (PostgresException e) when (e.ConstraintName is "pk_mt_events_stream_and_version")
        {
            // Only a writer that does not take the stream's row first, such as Marten's own, can make this happen.
            throw new EventStreamUnexpectedMaxEventIdException(current?.Id ?? Guid.Empty, current?.VersionBefore ?? 0, -1, e);
        }
    }

    async Task WriteDocumentsAsync(
        IReadOnlyList<IReadOnlyList<DocumentOperation>> groups, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        if (groups.Count == 0 && work.Commands.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var command in groups.Select(DocumentSql.Command).Concat(work.Commands))
        {
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var group in groups)
        {
            await DocumentSql.CheckAsync(group, reader, cancellation);
            await reader.NextResultAsync(cancellation);
        }

        // To the end, so that an error of a queued statement is thrown here.
        while (await reader.NextResultAsync(cancellation))
        {
        }
    }
}
