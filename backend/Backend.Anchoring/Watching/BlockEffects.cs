using LocalEnergyMarket.Backend.Anchoring.DataEvents;
using LocalEnergyMarket.Backend.Anchoring.Performing;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using Npgsql;

namespace LocalEnergyMarket.Backend.Anchoring.Watching;

/// <summary>What irreversible blocks change here, written in one transaction with the cursor: seen once, or not at all.</summary>
sealed class BlockEffects
{
    static readonly Name SendDataName = Name.Parse("senddata");
    static readonly Name ReportName = Name.Parse("report");

    readonly NpgsqlConnection _connection;
    readonly NpgsqlTransaction _transaction;
    readonly ContractAccounts _accounts;
    readonly IBoxDirectory _boxes;
    readonly List<Guid> _asked = [];
    readonly List<(string Queue, TimeSpan Latency)> _done = [];

    BlockEffects(NpgsqlConnection connection, NpgsqlTransaction transaction, ContractAccounts accounts, IBoxDirectory boxes) =>
        (_connection, _transaction, _accounts, _boxes) = (connection, transaction, accounts, boxes);

    /// <param name="blocks">One or more, each behind the one before.</param>
    /// <returns>The boxes that are asked for data by these blocks; null if another Watcher has taken in blocks meanwhile, and nothing was done.</returns>
    public static async Task<IReadOnlyList<Guid>?> ApplyAsync(
        NpgsqlDataSource database, Checksum256 chainId, IReadOnlyList<TracedBlock> blocks, ContractAccounts accounts, IBoxDirectory boxes,
        CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var effects = new BlockEffects(connection, transaction, accounts, boxes);
        if (!await effects.MoveCursorAsync(chainId, blocks[0], blocks[^1], cancellation))
        {
            return null;
        }

        foreach (var block in blocks.Where(block => block.Transactions.Count > 0))
        {
            await effects.ApplyAsync(block, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        PerformerMetrics.Watched(blocks.Count);
        foreach (var (queue, latency) in effects._done)
        {
            PerformerMetrics.Done(queue, latency);
        }

        return effects._asked;
    }

    /// <summary>First of all, so that several Watchers take turns.</summary>
    async Task<bool> MoveCursorAsync(Checksum256 chainId, TracedBlock first, TracedBlock last, CancellationToken cancellation) => await ExecuteAsync(
        """
        insert into chain_cursor (chain_id, block_num, block_time, block_id) values ($1, $2, $3, $4)
        on conflict (chain_id) do update set block_num = $2, block_time = $3, block_id = $4 where chain_cursor.block_num = $5
        """,
        cancellation,
        chainId.ToArray(), (long)last.Number, last.Timestamp.UtcDateTime, last.Id.ToArray(), (long)first.Number - 1) == 1;

    async Task ApplyAsync(TracedBlock block, CancellationToken cancellation)
    {
        await FinishEntriesAsync(block, cancellation);
        foreach (var sent in block.Transactions)
        {
            foreach (var action in sent.Actions.Where(action => action.Account == _accounts.Contract && action.Receiver == _accounts.Contract))
            {
                if (action.Action == SendDataName)
                {
                    await AskAsync((SendData)MarketAction.Read(action.Action, action.Data.Span), block, cancellation);
                }
                else if (action.Action == ReportName)
                {
                    await ReportAsync((Report)MarketAction.Read(action.Action, action.Data.Span), sent.Id, block, cancellation);
                }
            }
        }
    }

    /// <summary>What is in an irreversible block is done, whatever a node said before, and by whichever bytes that were ever signed for it.</summary>
    async Task FinishEntriesAsync(TracedBlock block, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            update chain_outbox set state = 'irreversible', transaction_id = sent.id, block_num = $2, block_time = $3, failure = null
            from chain_transactions sent
            where sent.id = any ($1) and chain_outbox.id = any (sent.entries) and chain_outbox.state <> 'irreversible'
            returning chain_outbox.queue, clock_timestamp() - chain_outbox.entered_at
            """,
            block.Transactions.Select(sent => sent.Id.ToArray()).ToArray(), (long)block.Number, block.Timestamp.UtcDateTime);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            _done.Add((reader.GetString(0), reader.GetTimeSpan(1)));
        }
    }

    async Task AskAsync(SendData sent, TracedBlock block, CancellationToken cancellation)
    {
        await DataEventIds.TakeTurnAsync(_connection, _transaction, cancellation);
        if (await _boxes.FindAsync(sent.Box.ToString(), cancellation) is { } box)
        {
            // An event may also come from another program with the trigger's key: what the chain says under this id counts.
            await ExecuteAsync(
                """
                insert into data_events (id, box_id, box_account, meter_index, state, requested_at) overriding system value
                values ($1, $2, $3, $4, 'seen', $5)
                on conflict (id) do update set state = 'seen', failure = null,
                    box_id = excluded.box_id, box_account = excluded.box_account, meter_index = excluded.meter_index
                where data_events.state in ('requested', 'failed')
                """,
                cancellation,
                (long)sent.Id, box, sent.Box.ToString(), (int)sent.Meter, block.Timestamp.UtcDateTime);
            _asked.Add(box);
        }

        // Whosever the box is.
        await DataEventIds.MoveBehindAsync((long)sent.Id, _connection, _transaction, cancellation);
    }

    /// <summary>
    /// Through the outbox here or by the box itself: the contract has taken it, once. Other bytes of the same answer that wait or died in the outbox have
    /// nothing left to do.
    /// </summary>
    Task<int> ReportAsync(Report report, Checksum256 transaction, TracedBlock block, CancellationToken cancellation) => report.Event != 0
        ? ExecuteAsync(
            """
            with reported as (
                update data_events set state = 'reported', failure = null, report_transaction_id = $3, report_block = $4, report_commitment = $5
                where id = $1 and box_account = $2 returning report_outbox_id
            )
            update chain_outbox set state = 'irreversible', block_num = $4, block_time = $6, failure = null
            where id in (select report_outbox_id from reported) and state <> 'irreversible'
            """,
            cancellation,
            (long)report.Event, report.Box.ToString(), transaction.ToArray(), (long)block.Number, report.Commitment.ToArray(), block.Timestamp.UtcDateTime)
        : ExecuteAsync(
            """
            insert into box_reports (box_account, timeslot, commitment, transaction_id, block_num, block_time) values ($1, $2, $3, $4, $5, $6)
            on conflict do nothing
            """,
            cancellation,
            report.Box.ToString(), (long)report.Timeslot, report.Commitment.ToArray(), transaction.ToArray(), (long)block.Number, block.Timestamp.UtcDateTime);

    async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    NpgsqlCommand Command(string sql, params object[] parameters) => new SqlStatement(sql, parameters).ToCommand(_connection, _transaction);
}
