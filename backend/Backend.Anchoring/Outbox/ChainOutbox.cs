using Npgsql;

namespace LocalEnergyMarket.Backend.Anchoring.Outbox;

/// <summary>The outbox in PostgreSQL, as the Performer works it off.</summary>
public sealed class ChainOutbox(NpgsqlDataSource database)
{
    /// <summary>The oldest unfinished entry of each queue: what may be sent now.</summary>
    public async Task<IReadOnlyList<OutboxEntry>> HeadsAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            select distinct on (queue) id, queue, key, actions, packed_transaction, signatures, transaction_id, expires_at, attempts
            from chain_outbox where state in ('waiting', 'signed') order by queue, id
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var heads = new List<OutboxEntry>();
        while (await reader.ReadAsync(cancellation))
        {
            heads.Add(Read(reader));
        }

        return heads;
    }

    /// <returns>False if the entry was signed meanwhile by another process.</returns>
    public async Task<bool> SaveSignedAsync(long id, SealedEntry sealedEntry, CancellationToken cancellation) => await ExecuteAsync(
        """
        update chain_outbox set state = 'signed', packed_transaction = $2, signatures = $3, transaction_id = $4, expires_at = $5, attempts = attempts + 1
        where id = $1 and state = 'waiting'
        """,
        cancellation,
        id, sealedEntry.PackedTransaction.ToArray(), sealedEntry.Signatures.ToArray(), sealedEntry.TransactionId.ToArray(), sealedEntry.ExpiresAt.UtcDateTime) == 1;

    /// <summary>The signed bytes can no longer get into a block: sign anew, unless another process has done so meanwhile.</summary>
    public Task SignAnewAsync(long id, SealedEntry outlived, CancellationToken cancellation) => ExecuteAsync(
        """
        update chain_outbox set state = 'waiting', packed_transaction = null, signatures = null, transaction_id = null, expires_at = null
        where id = $1 and state = 'signed' and transaction_id = $2
        """,
        cancellation,
        id, outlived.TransactionId.ToArray());

    /// <summary>A dead letter: the chain refused these bytes for good. The reason is kept; the queue goes on.</summary>
    public Task FailAsync(long id, SealedEntry refused, string reason, CancellationToken cancellation) => ExecuteAsync(
        """
        with dead as (
            update chain_outbox set state = 'failed', failure = $3 where id = $1 and state = 'signed' and transaction_id = $2 returning id
        )
        update data_events set state = 'failed', failure = $3
        where (outbox_id in (select id from dead) and state = 'requested') or (report_outbox_id in (select id from dead) and state = 'answered')
        """,
        cancellation,
        id, refused.TransactionId.ToArray(), reason);

    /// <summary>Sends a dead letter again: the same bytes while they are valid, since a node that did not answer may still bring them in.</summary>
    public Task RetryAsync(long id, CancellationToken cancellation) => ExecuteAsync(
        """
        with again as (
            update chain_outbox set state = 'signed', failure = null where id = $1 and state = 'failed' and actions is not null returning id
        )
        update data_events set state = 'requested', failure = null where outbox_id in (select id from again) and state = 'failed'
        """,
        cancellation,
        id);

    public async Task<OutboxDepth> DepthAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "select count(*) filter (where state in ('waiting', 'signed')), count(*) filter (where state = 'failed') from chain_outbox");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new(reader.GetInt64(0), reader.GetInt64(1));
    }

    static OutboxEntry Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.IsDBNull(3) ? null : (ReadOnlyMemory<byte>?)reader.GetFieldValue<byte[]>(3),
        reader.IsDBNull(4)
            ? null
            : new(reader.GetFieldValue<byte[]>(4), reader.GetFieldValue<string[]>(5), reader.GetFieldValue<byte[]>(6), reader.GetFieldValue<DateTimeOffset>(7)),
        reader.GetInt32(8));

    async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params object[] parameters)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var command = new SqlStatement(sql, parameters).ToCommand(connection);
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>How much waits for the chain, and how much it refused.</summary>
public readonly record struct OutboxDepth(long Open, long Failed);
