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
        var asked = new List<Guid>();
        await ExecuteAsync(
            """
            with done as (
                update chain_outbox set state = 'irreversible', block_num = $2, block_time = $3
                where transaction_id = any ($1) and state in ('signed', 'waiting') returning id
            )
            update data_events set state = 'reported' where report_outbox_id in (select id from done)
            """,
            block.Transactions.Select(sent => sent.Id.ToArray()).ToArray(), (long)block.Number, block.Timestamp.UtcDateTime);
        foreach (var action in block.Transactions.SelectMany(sent => sent.Actions).Where(IsSendData))
        {
            var sent = (SendData)MarketAction.Read(action.Action, action.Data.Span);
            if (await boxes.FindAsync(sent.Box.ToString(), cancellation) is { } box)
            {
                // An event may also come from another program with the trigger's key: it is entered here when it is seen.
                await ExecuteAsync(
                    """
                    insert into data_events (id, box_id, box_account, meter_index, state, requested_at) overriding system value
                    values ($1, $2, $3, $4, 'seen', $5)
                    on conflict (id) do update set state = 'seen' where data_events.state = 'requested'
                    """,
                    (long)sent.Id, box, sent.Box.ToString(), (int)sent.Meter, block.Timestamp.UtcDateTime);
                await ExecuteAsync(
                    "select setval(pg_get_serial_sequence('data_events', 'id'), greatest($1, (select max(id) from data_events)))", (long)sent.Id);
                asked.Add(box);
            }
        }

        await ExecuteAsync(
            """
            insert into chain_cursor (chain_id, block_num, block_time) values ($1, $2, $3)
            on conflict (chain_id) do update set block_num = $2, block_time = $3 where chain_cursor.block_num < $2
            """,
            chainId.ToArray(), (long)block.Number, block.Timestamp.UtcDateTime);
        await transaction.CommitAsync(cancellation);
        return asked;

        bool IsSendData(TracedAction action) =>
            action.Account == accounts.Contract && action.Receiver == accounts.Contract && action.Action == SendDataName;

        async Task ExecuteAsync(string sql, params object[] parameters)
        {
            await using var command = new SqlStatement(sql, parameters).ToCommand(connection, transaction);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    static readonly Name SendDataName = Name.Parse("senddata");
}

/// <summary>Finds the box that has an account on the chain.</summary>
public interface IBoxDirectory
{
    Task<Guid?> FindAsync(string chainAccount, CancellationToken cancellation);
}
