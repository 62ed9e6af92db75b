using LocalEnergyMarket.Backend.Anchoring.DataEvents;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using Npgsql;

namespace LocalEnergyMarket.Backend.Anchoring.Watching;

/// <summary>What an irreversible block changes here, written in one transaction with the cursor: seen once, or not at all.</summary>
static class BlockEffects
{
    /// <returns>The boxes that are asked for data by this block.</returns>
    public static async Task<IReadOnlyList<Guid>> ApplyAsync(
        NpgsqlDataSource database, Checksum256 chainId, TracedBlock block, ContractAccounts accounts, IBoxDirectory boxes, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var isNew = await ExecuteAsync(
            """
            insert into chain_cursor (chain_id, block_num, block_time) values ($1, $2, $3)
            on conflict (chain_id) do update set block_num = $2, block_time = $3 where chain_cursor.block_num < $2
            """,
            chainId.ToArray(), (long)block.Number, block.Timestamp.UtcDateTime);
        if (isNew == 0)
        {
            // Another Watcher has taken it in meanwhile.
            return [];
        }

        // What is in an irreversible block is done, whatever a node said before.
        await ExecuteAsync(
            """
            with done as (
                update chain_outbox set state = 'irreversible', transaction_id = sent.id, block_num = $2, block_time = $3, failure = null
                from chain_transactions sent
                where sent.id = any ($1) and chain_outbox.id = any (sent.entries) and chain_outbox.state <> 'irreversible' returning chain_outbox.id
            )
            update data_events set state = 'reported', failure = null where report_outbox_id in (select id from done)
            """,
            block.Transactions.Select(sent => sent.Id.ToArray()).ToArray(), (long)block.Number, block.Timestamp.UtcDateTime);
        var asked = new List<Guid>();
        foreach (var action in block.Transactions.SelectMany(sent => sent.Actions).Where(IsSendData))
        {
            var sent = (SendData)MarketAction.Read(action.Action, action.Data.Span);
            await DataEventIds.TakeTurnAsync(connection, transaction, cancellation);
            if (await boxes.FindAsync(sent.Box.ToString(), cancellation) is { } box)
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
                    (long)sent.Id, box, sent.Box.ToString(), (int)sent.Meter, block.Timestamp.UtcDateTime);
                asked.Add(box);
            }

            // Whosever the box is.
            await DataEventIds.MoveBehindAsync((long)sent.Id, connection, transaction, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return asked;

        bool IsSendData(TracedAction action) =>
            action.Account == accounts.Contract && action.Receiver == accounts.Contract && action.Action == SendDataName;

        async Task<int> ExecuteAsync(string sql, params object[] parameters)
        {
            await using var command = new SqlStatement(sql, parameters).ToCommand(connection, transaction);
            return await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    static readonly Name SendDataName = Name.Parse("senddata");
}

/// <summary>Finds the box that has an account on the chain.</summary>
public interface IBoxDirectory
{
    Task<Guid?> FindAsync(string chainAccount, CancellationToken cancellation);
}
