using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Commits;

/// <summary>Writes one unit of work in a transaction of its own, or in its caller's: modules' SQL runs in it too.</summary>
sealed class OwnCommit(StoreOptions options, UnitOfWork work)
{
    const string Savepoint = "store_write";

    readonly long _appendKey = AdvisoryLockKey.For(options.DatabaseSchemaName, "append");

    /// <summary>Commits.</summary>
    public async Task SaveAsync(NpgsqlDataSource dataSource, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            try
            {
                await WriteAsync(connection, transaction, savepoint: false, cancellation);
                await ExecuteCommandsAsync(connection, transaction, cancellation);
            }
            catch (PostgresException e) when (Races.Is(e))
            {
                if (attempt == Races.MostAttempts)
                {
                    throw Races.Explain(e, work);
                }

                continue;
            }

            await EnlistAsync(connection, transaction, cancellation);

            // From here on the outcome is PostgreSQL's: a caller that gave up here could not know it.
            await transaction.CommitAsync(CancellationToken.None);
            return;
        }
    }

    /// <summary>Writes into the caller's transaction, which the caller commits.</summary>
    public async Task SaveAsync(NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var connection = transaction.Connection!;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await WriteAsync(connection, transaction, savepoint: true, cancellation);
                break;
            }
            catch (PostgresException e) when (Races.Is(e) && e.SqlState != PostgresErrorCodes.DeadlockDetected)
            {
                await transaction.RollbackAsync(Savepoint, cancellation);
                if (attempt == Races.MostAttempts)
                {
                    throw Races.Explain(e, work);
                }
            }
        }

        await ExecuteCommandsAsync(connection, transaction, cancellation);
        await EnlistAsync(connection, transaction, cancellation);
    }

    async Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, bool savepoint, CancellationToken cancellation)
    {
        if (work.Streams.Count == 0 && work.Documents.Count == 0)
        {
            return;
        }

        var rows = await LockAsync(connection, transaction, savepoint, cancellation);
        var write = new MergedWrite(options, rows, (stream, version) => EarlierAsync(connection, transaction, stream, version, cancellation));
        await write.TakeAsync(work);
        await using var batch = new NpgsqlBatch(connection, transaction);
        WriteSql.Fill(batch, write);
        if (savepoint)
        {
            batch.BatchCommands.Add(new($"release savepoint {Savepoint}"));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await WriteSql.ReadAsync(reader, write, cancellation);
    }

    async Task<StoredRows> LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, bool savepoint, CancellationToken cancellation)
    {
        var locks = new LockSql(options, [work], expectNew: false);
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (savepoint)
        {
            batch.BatchCommands.Add(new($"savepoint {Savepoint}"));
        }

        if (work.Streams.Count > 0)
        {
            batch.BatchCommands.Add(AppendLock.Shared(_appendKey));
        }

        locks.Fill(batch);
        if (batch.BatchCommands.Count == 0)
        {
            return new();
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        if (work.Streams.Count > 0)
        {
            await reader.NextResultAsync(cancellation);
        }

        return await locks.ReadAsync(reader, cancellation);
    }

    async Task ExecuteCommandsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        if (work.Commands.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            work.Commands.ForEach(batch.BatchCommands.Add);
            await batch.ExecuteNonQueryAsync(cancellation);
        }
    }

    async Task EnlistAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        foreach (var enlisted in work.Enlisted)
        {
            await enlisted(connection, transaction, cancellation);
        }
    }

    async Task<IReadOnlyList<Event>> EarlierAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid stream, long version, CancellationToken cancellation) => await RowReader.ReadAsync(
        connection,
        transaction,
        command => EventQueries.FillStream(command, stream, version),
        reader => EventReader.Read(options.Events, reader),
        cancellation);
}
