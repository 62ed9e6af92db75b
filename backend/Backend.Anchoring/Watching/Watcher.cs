using LocalEnergyMarket.Backend.Anchoring.DataEvents;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LocalEnergyMarket.Backend.Anchoring.Watching;

/// <summary>
/// Follows the chain's irreversible blocks by number from a stored cursor: it misses none and acts on none twice. It is the one source of
/// what is final.
/// </summary>
public sealed partial class Watcher(
    NpgsqlDataSource database, ChainCursor cursor, Eos chain, ContractAccounts accounts, IBoxDirectory boxes, ILogger<Watcher> log)
{
    /// <summary>The genesis block has no trace.</summary>
    const uint FirstTracedBlock = 2;

    /// <summary>Takes in all irreversible blocks there are.</summary>
    /// <param name="asked">Told of each box that a block asks for data, after the block is stored.</param>
    /// <param name="cancellation">Ends it between two blocks.</param>
    /// <exception cref="HttpRequestException">No node answers, or it has no trace of a block.</exception>
    /// <exception cref="EosioApiException">The node answers with an error.</exception>
    public async Task WorkAsync(Action<Guid> asked, CancellationToken cancellation)
    {
        var info = await chain.GetInfo(cancellation);

        var stands = await cursor.ReadAsync(info.ChainId, cancellation);
        if (stands is null)
        {
            await GoOnBehindLastEventAsync(cancellation);
        }

        // A new database begins with now: nothing of its own can be on the chain yet.
        for (var number = stands?.Number + 1 ?? Math.Max(FirstTracedBlock, info.LastIrreversibleBlockNum); number <= info.LastIrreversibleBlockNum; number++)
        {
            var block = await chain.GetTracedBlock(number, cancellation)
                ?? throw new HttpRequestException($"The node has no trace of the irreversible block {number}: it needs the trace API from there on.");
            if (!block.IsIrreversible)
            {
                // A node that is behind the one asked before may have a block of a fork at this number.
                return;
            }

            foreach (var box in await BlockEffects.ApplyAsync(database, info.ChainId, block, accounts, boxes, cancellation))
            {
                LogAsked(number, box);
                asked(box);
            }
        }
    }

    /// <summary>The chain may have events from before this database.</summary>
    async Task GoOnBehindLastEventAsync(CancellationToken cancellation)
    {
        var request = new TableRowsRequest(accounts.Contract, accounts.Contract.ToString(), ConfigRow.Table) { Json = false };
        var rows = await chain.GetTableRows(request, cancellation);
        if (rows.Packed().Select(row => ConfigRow.Read(row)).FirstOrDefault() is { LastEvent: > 0 and var last })
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await DataEventIds.TakeTurnAsync(connection, transaction, cancellation);
            await DataEventIds.MoveBehindAsync((long)last, connection, transaction, cancellation);
            await transaction.CommitAsync(cancellation);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Block {Block} asks box {Box} for data")]
    partial void LogAsked(uint block, Guid box);
}
