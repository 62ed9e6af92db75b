using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Protos.Evidence;
using Npgsql;

namespace LocalEnergyMarket.Backend.Anchoring.DataEvents;

/// <summary>The send_data events in PostgreSQL.</summary>
public sealed class DataEventDesk(NpgsqlDataSource database, ContractAccounts contract, TimeProvider time)
{
    /// <summary>Puts an event into the outbox.</summary>
    /// <returns>The event's id on the chain.</returns>
    public async Task<long> RequestAsync(Guid boxId, string boxAccount, int meterIndex, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await DataEventIds.TakeTurnAsync(connection, transaction, cancellation);
        await using var insert = new SqlStatement(
            "insert into data_events (box_id, box_account, meter_index, requested_at) values ($1, $2, $3, $4) returning id",
            [boxId, boxAccount, meterIndex, time.GetUtcNow().UtcDateTime]).ToCommand(connection, transaction);
        var id = (long)(await insert.ExecuteScalarAsync(cancellation))!;
        await using var enqueue = new SqlStatement(
            """
            with entry as (insert into chain_outbox (queue, key, actions, created_at) values ($1, $2, $3, $4) returning id)
            update data_events set outbox_id = entry.id from entry where data_events.id = $5
            """,
            [OutboxQueues.Trigger, $"senddata:{id}", contract.SendData(id, Name.Parse(boxAccount), meterIndex), time.GetUtcNow().UtcDateTime, id])
            .ToCommand(connection, transaction);
        await enqueue.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return id;
    }

    /// <summary>Events that the chain has and the box has not answered, oldest first.</summary>
    public Task<IReadOnlyList<DataEvent>> OpenOfAsync(IReadOnlyCollection<Guid> boxes, CancellationToken cancellation) =>
        QueryAsync("e.state = 'seen' and e.box_id = any ($1) order by e.id", cancellation, boxes.ToArray());

    /// <summary>Events that a box has reported by itself, and of which nobody here knows yet what was read; oldest first.</summary>
    public Task<IReadOnlyList<DataEvent>> UnopenedOfAsync(IReadOnlyCollection<Guid> boxes, CancellationToken cancellation) => QueryAsync(
        "e.state = 'reported' and e.salt is null and e.failure is null and e.report_commitment is not null and e.box_id = any ($1) order by e.id limit 100",
        cancellation,
        boxes.ToArray());

    /// <summary>All events, newest first, before an id.</summary>
    public Task<IReadOnlyList<DataEvent>> ListAsync(long before, int size, CancellationToken cancellation) =>
        QueryAsync("e.id < $1 order by e.id desc limit $2", cancellation, before, size);

    /// <summary>
    /// Takes the box's signed transaction into the outbox, as it is. A second answer to the same event changes nothing. Where the box has
    /// reported by itself already, what opens its commitment is kept.
    /// </summary>
    public async Task AnswerAsync(
        long eventId, Guid boxId, string boxAccount, SealedEntry sealedEntry, ReadOnlyMemory<byte> salt, ReadOnlyMemory<byte> canonicalReading,
        CancellationToken cancellation)
    {
        await using var command = Command(
            """
            with event as (
                select id from data_events where id = $1 and box_id = $2 and state = 'seen' for update
            ), slot as (
                select nextval(pg_get_serial_sequence('chain_outbox', 'id')) as id from event
                where not exists (select from chain_outbox where key = 'report:' || event.id)
            ), signed as (
                insert into chain_transactions (id, packed, signatures, expires_at, entries) select $7, $5, $6, $8, array[slot.id] from slot
                on conflict do nothing returning id
            ), entry as (
                insert into chain_outbox (id, queue, key, state, created_at, transaction_id, attempts) overriding system value
                select slot.id, $3, 'report:' || $1, 'signed', $4, signed.id, 1 from slot, signed returning id
            )
            update data_events set state = 'answered', report_outbox_id = entry.id, salt = $9, canonical_reading = $10 from entry where data_events.id = $1
            """,
            eventId, boxId, OutboxQueues.OfBox(boxAccount), time.GetUtcNow().UtcDateTime, sealedEntry.PackedTransaction.ToArray(), sealedEntry.Signatures.ToArray(),
            sealedEntry.TransactionId.ToArray(), sealedEntry.ExpiresAt.UtcDateTime, salt.ToArray(), canonicalReading.ToArray());
        await command.ExecuteNonQueryAsync(cancellation);

        await using var open = new SqlStatement(
            """
            with found as (select report_commitment = $5 as opens from data_events where id = $1)
            update data_events set salt = case when opens then $3 end, canonical_reading = case when opens then $4 end,
                failure = case when not opens then 'The box reported by itself, and what it says that it reported is not what is on the chain.' end
            from found where id = $1 and box_id = $2 and state = 'reported' and salt is null and report_commitment is not null
            """,
            [eventId, boxId, salt.ToArray(), canonicalReading.ToArray(), new SaltedLeaf(salt.Span, canonicalReading.Span).Commitment.ToArray()]).ToCommand(database);
        await open.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The box says that it cannot answer; or, to an event that it has reported, what it reported.</summary>
    public async Task FailAsync(long eventId, Guid boxId, string reason, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            update data_events set state = case state when 'seen' then 'failed' else state end, failure = $3
            where id = $1 and box_id = $2 and (state = 'seen' or (state = 'reported' and salt is null))
            """,
            eventId, boxId, reason);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    async Task<IReadOnlyList<DataEvent>> QueryAsync(string condition, CancellationToken cancellation, params object[] parameters)
    {
        await using var command = Command(
            $"""
            select e.id, e.box_id, e.box_account, e.meter_index, e.state, e.requested_at, e.report_transaction_id, e.report_block, e.failure
            from data_events e where {condition}
            """,
            parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var events = new List<DataEvent>();
        while (await reader.ReadAsync(cancellation))
        {
            events.Add(new(
                reader.GetInt64(0),
                reader.GetGuid(1),
                reader.GetString(2),
                reader.GetInt32(3),
                Enum.Parse<DataEventState>(reader.GetString(4), ignoreCase: true),
                reader.GetFieldValue<DateTimeOffset>(5),
                await reader.IsDBNullAsync(6, cancellation) ? null : (ReadOnlyMemory<byte>?)reader.GetFieldValue<byte[]>(6),
                await reader.IsDBNullAsync(7, cancellation) ? null : reader.GetInt64(7),
                await reader.IsDBNullAsync(8, cancellation) ? null : reader.GetString(8)));
        }

        return events;
    }

    NpgsqlCommand Command(string sql, params object[] parameters) => new SqlStatement(sql, parameters).ToCommand(database);
}
