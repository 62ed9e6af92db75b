using Npgsql;

namespace LocalEnergyMarket.Backend.Anchoring.Outbox;

/// <summary>The outbox in PostgreSQL, as the Performer works it off. Every change names the signed bytes that it judges.</summary>
public sealed class ChainOutbox(NpgsqlDataSource database)
{
    /// <summary>The front of each queue: what may be sent now.</summary>
    /// <param name="most">At most so many waiting entries of a queue.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<IReadOnlyList<QueueFront>> FrontsAsync(int most, CancellationToken cancellation)
    {
        await using var command = new SqlStatement(
            """
            select o.queue, o.id, o.key, o.actions, o.together, t.id, t.packed, t.signatures, t.expires_at, t.entries
            from (select distinct queue from chain_outbox where state in ('waiting', 'signed')) q
            cross join lateral (
                select * from chain_outbox where queue = q.queue and state in ('waiting', 'signed') order by id limit $1
            ) o
            left join chain_transactions t on t.id = o.transaction_id
            order by o.queue, o.id
            """,
            [most]).ToCommand(database);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var fronts = new List<QueueFront>();
        var waiting = new List<OutboxEntry>();
        var isOver = false;
        while (await reader.ReadAsync(cancellation))
        {
            var (queue, signed) = (reader.GetString(0), !await reader.IsDBNullAsync(5, cancellation));
            if (fronts.Count == 0 || fronts[^1].Queue != queue)
            {
                waiting = [];
                fronts.Add(new(queue, waiting, signed ? ReadBundle(reader) : null));
                isOver = signed;
            }

            // Behind something that is under way nothing of the queue is sent.
            isOver |= signed;
            if (!isOver)
            {
                waiting.Add(new(
                    reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3),
                    await reader.IsDBNullAsync(4, cancellation) ? null : reader.GetInt32(4)));
            }
        }

        return fronts;
    }

    /// <summary>Stores what was signed for these entries: for all of them, or for none.</summary>
    /// <returns>False if one of them was signed meanwhile by another process.</returns>
    public async Task<bool> SaveSignedAsync(IReadOnlyList<long> entries, SealedEntry sealedEntry, CancellationToken cancellation) => await ExecuteAsync(
        """
        with free as (
            select id from chain_outbox where id = any ($1) and state = 'waiting' order by id for update
        ), signed as (
            insert into chain_transactions (id, packed, signatures, expires_at, entries)
            select $2, $3, $4, $5, $1 where (select count(*) from free) = cardinality($1) on conflict do nothing returning id
        )
        update chain_outbox set state = 'signed', transaction_id = signed.id, attempts = attempts + 1 from signed where chain_outbox.id = any ($1)
        """,
        cancellation,
        entries.ToArray(), sealedEntry.TransactionId.ToArray(), sealedEntry.PackedTransaction.ToArray(), sealedEntry.Signatures.ToArray(),
        sealedEntry.ExpiresAt.UtcDateTime) == entries.Count;

    /// <summary>The signed bytes can no longer get into a block: sign anew, unless another process has done so meanwhile.</summary>
    public Task SignAnewAsync(SealedEntry outlived, CancellationToken cancellation) => ExecuteAsync(
        "update chain_outbox set state = 'waiting', transaction_id = null where transaction_id = $1 and state = 'signed'",
        cancellation,
        outlived.TransactionId.ToArray());

    /// <summary>The chain refused a bundle, and nobody has its bytes: its entries are signed anew, at most so many together.</summary>
    public Task SplitAsync(SealedEntry refused, int together, CancellationToken cancellation) => ExecuteAsync(
        "update chain_outbox set state = 'waiting', transaction_id = null, together = $2 where transaction_id = $1 and state = 'signed'",
        cancellation,
        refused.TransactionId.ToArray(), together);

    /// <summary>A dead letter: the chain refused these bytes of a single entry for good. The reason is kept; the queue goes on.</summary>
    public Task FailAsync(SealedEntry refused, string reason, CancellationToken cancellation) => ExecuteAsync(
        """
        with dead as (
            update chain_outbox set state = 'failed', failure = $2 where transaction_id = $1 and state = 'signed' returning id
        )
        update data_events set state = 'failed', failure = $2
        where (outbox_id in (select id from dead) and state = 'requested') or (report_outbox_id in (select id from dead) and state = 'answered')
        """,
        cancellation,
        refused.TransactionId.ToArray(), reason);

    /// <summary>Sends a dead letter again: the same bytes while they are valid, since a node that did not answer may still bring them in.</summary>
    public Task RetryAsync(long id, CancellationToken cancellation) => ExecuteAsync(
        """
        with again as (
            update chain_outbox set state = case when transaction_id is null then 'waiting' else 'signed' end, failure = null
            where id = $1 and state = 'failed' and actions is not null returning id
        )
        update data_events set state = 'requested', failure = null where outbox_id in (select id from again) and state = 'failed'
        """,
        cancellation,
        id);

    public async Task<OutboxDepth> DepthAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select (select count(*) from chain_outbox where state in ('waiting', 'signed')), (select count(*) from chain_outbox where state = 'failed')
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new(reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>What is open, by the kind of queue: the boxes' queues are one kind.</summary>
    public async Task<IReadOnlyList<QueueDepth>> DepthsAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select split_part(queue, ':', 1) as kind, count(*), now() - min(entered_at)
            from chain_outbox where state in ('waiting', 'signed') group by kind order by kind
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var depths = new List<QueueDepth>();
        while (await reader.ReadAsync(cancellation))
        {
            depths.Add(new(reader.GetString(0), reader.GetInt64(1), reader.GetTimeSpan(2)));
        }

        return depths;
    }

    static SignedBundle ReadBundle(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        new(reader.GetFieldValue<byte[]>(6), reader.GetFieldValue<string[]>(7), reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<DateTimeOffset>(8)),
        reader.GetString(2),
        reader.GetFieldValue<long[]>(9),
        ByBox: reader.IsDBNull(3));

    async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params object[] parameters)
    {
        await using var command = new SqlStatement(sql, parameters).ToCommand(database);
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>How much waits for the chain, and how much it refused.</summary>
public readonly record struct OutboxDepth(long Open, long Failed);

/// <summary>What of a kind of queue is open.</summary>
/// <param name="Kind">operator, trigger, or box for the queues of all boxes together.</param>
/// <param name="Age">How long ago the oldest was written, in real time.</param>
public sealed record QueueDepth(string Kind, long Open, TimeSpan Age);
