using System.Runtime.CompilerServices;
using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Commits;

/// <summary>Writes units of work of several callers in one transaction, and tells each its own outcome.</summary>
sealed class CommitWriter(StoreOptions options, NpgsqlDataSource dataSource)
{
    readonly long _appendKey = AdvisoryLockKey.For(options.DatabaseSchemaName, "append");

    public async Task WriteAsync(IReadOnlyList<PendingCommit> taken)
    {
        if (await TryAsync(taken) is not { } failure)
        {
            return;
        }

        if (taken.Count == 1 || (failure is not PostgresException { IsTransient: false } && !IsRace(failure)))
        {
            // If the database went away at the commit, nobody knows whether that was before or after it.
            if (failure is NpgsqlException { IsTransient: true })
            {
                dataSource.Clear();
            }

            foreach (var pending in taken)
            {
                pending.Fail(failure is PostgresException e ? Races.Explain(e, pending.Work) : failure);
            }

            return;
        }

        // One of them has something that PostgreSQL does not take: alone, only that one fails.
        foreach (var pending in taken)
        {
            if (await TryAsync([pending]) is { } own)
            {
                pending.Fail(own is PostgresException e ? Races.Explain(e, pending.Work) : own);
            }
        }
    }

    static bool IsRace(Exception failure) => failure is PostgresException e && Races.Is(e);

    /// <summary>Null when every caller has been told.</summary>
    async Task<Exception?> TryAsync(IReadOnlyList<PendingCommit> taken)
    {
        var reachedWriting = new StrongBox<bool>();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AttemptAsync(taken, expectNew: attempt == 1, reachedWriting);
                return null;
            }
            catch (PostgresException e) when (attempt < Races.MostAttempts && Races.Is(e))
            {
            }
            catch (PostgresException e) when (attempt == 1 && e.SqlState == PostgresErrorCodes.FeatureNotSupported)
            {
                // Another process has widened a column that a prepared statement reads.
                dataSource.Clear();
            }
            catch (NpgsqlException e) when (attempt == 1 && !reachedWriting.Value && e.IsTransient)
            {
                // A connection that was lost while it was kept for us: nothing has been sent on it that could have an effect.
                dataSource.Clear();
            }
#pragma warning disable CA1031 // Whatever it is, the callers wait for it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                return e;
            }
        }
    }

    async Task AttemptAsync(IReadOnlyList<PendingCommit> taken, bool expectNew, StrongBox<bool> reachedWriting)
    {
        var locks = new LockSql(options, [.. taken.Select(pending => pending.Work)], expectNew);
        await using var connection = await dataSource.OpenConnectionAsync();
        var committed = false;
        try
        {
            // With nothing to read first, one round trip does it: a batch is a transaction of its own.
            var rows = locks.IsEmpty ? new() : await LockAsync(connection, locks);
            var write = new MergedWrite(options, rows, (stream, version) => EarlierAsync(connection, stream, version));
            var refusals = await TakeAsync(write, taken);
            reachedWriting.Value = true;
            await WriteAsync(connection, write, begun: !locks.IsEmpty);
            committed = true;
            for (var i = 0; i < taken.Count; i++)
            {
                Tell(taken[i], refusals[i]);
            }
        }
        finally
        {
            if (!committed)
            {
                await LeaveAsync(connection);
            }
        }
    }

    static void Tell(PendingCommit pending, Exception? refusal)
    {
        if (refusal is null)
        {
            pending.Succeed();
        }
        else
        {
            pending.Fail(refusal);
        }
    }

    async Task<StoredRows> LockAsync(NpgsqlConnection connection, LockSql locks)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("begin"));
        batch.BatchCommands.Add(AppendLock.Shared(_appendKey));
        locks.Fill(batch);

        // The statements are always the same: PostgreSQL reads them once a session. Not left to Npgsql's automatic preparation, which
        // loses its place when a statement of a batch fails.
        await batch.PrepareAsync();
        await using var reader = await batch.ExecuteReaderAsync();

        // "begin" has no result of its own.
        await reader.NextResultAsync();
        return await locks.ReadAsync(reader, CancellationToken.None);
    }

    static async Task<Exception?[]> TakeAsync(MergedWrite write, IReadOnlyList<PendingCommit> taken)
    {
        var refusals = new Exception?[taken.Count];
        for (var i = 0; i < taken.Count; i++)
        {
            try
            {
                await write.TakeAsync(taken[i].Work);
            }
#pragma warning disable CA1031 // A module's fold may fail in any way, which concerns its caller alone.
            catch (Exception e) when (e is not NpgsqlException)
#pragma warning restore CA1031
            {
                refusals[i] = e;
            }
        }

        return refusals;
    }

    async Task WriteAsync(NpgsqlConnection connection, MergedWrite write, bool begun)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (!begun)
        {
            batch.BatchCommands.Add(AppendLock.Shared(_appendKey));
        }

        WriteSql.Fill(batch, write);
        if (begun)
        {
            batch.BatchCommands.Add(new("commit"));
        }

        await batch.PrepareAsync();
        await using var reader = await batch.ExecuteReaderAsync();
        await WriteSql.ReadAsync(reader, write, CancellationToken.None);
    }

    async Task<IReadOnlyList<Event>> EarlierAsync(NpgsqlConnection connection, Guid stream, long version) => await RowReader.ReadAsync(
        connection,
        null,
        command => EventQueries.FillStream(command, stream, version),
        reader => EventReader.Read(options.Events, reader),
        CancellationToken.None);

    // A connection that is beyond this is closed with its transaction.
    static async Task LeaveAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var rollback = new NpgsqlCommand("rollback", connection);
            await rollback.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            await connection.CloseAsync();
        }
    }
}
