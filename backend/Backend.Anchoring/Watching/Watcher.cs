using System.Runtime.ExceptionServices;
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

    long _behind = -1;

    /// <summary>Irreversible blocks that were not taken in yet when they were last asked for; null if this Watcher has not worked yet.</summary>
    public long? Behind => Interlocked.Read(ref _behind) is >= 0 and var blocks ? blocks : null;

    /// <summary>Takes in all irreversible blocks there are.</summary>
    /// <param name="asked">Told of each box that a block asks for data, after the block is stored.</param>
    /// <param name="cancellation">Ends it between two groups of blocks.</param>
    /// <exception cref="HttpRequestException">No node answers, or it has no trace of a block.</exception>
    /// <exception cref="EosioApiException">The node answers with an error.</exception>
    /// <exception cref="InvalidOperationException">The node's blocks do not follow those that were irreversible.</exception>
    public async Task WorkAsync(Action<Guid> asked, CancellationToken cancellation)
    {
        var info = await chain.GetInfo(cancellation);
        var stands = await cursor.ReadAsync(info.ChainId, cancellation);
        if (stands is null)
        {
            await GoOnBehindLastEventAsync(cancellation);
        }

        // A new database begins with now: nothing of its own can be on the chain yet.
        var (next, previous) = stands is null ? (Math.Max(FirstTracedBlock, info.LastIrreversibleBlockNum), null) : (stands.Number + 1, stands.Id);
        while (true)
        {
            var behind = Math.Max(0, (long)info.LastIrreversibleBlockNum - next + 1);
            Interlocked.Exchange(ref _behind, behind);
            if (behind == 0)
            {
                return;
            }

            var (blocks, failure) = await BlockReading.ReadAsync(chain, next, info.LastIrreversibleBlockNum, previous, cancellation);
            if (blocks.Count > 0 && await TakeInAsync(info.ChainId, blocks, asked, cancellation))
            {
                (next, previous) = (blocks[^1].Number + 1, blocks[^1].Id);
            }
            else if (failure is null)
            {
                // The node says no more yet, or another Watcher is at it.
                return;
            }

            if (failure is not null)
            {
                ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    async Task<bool> TakeInAsync(Checksum256 chainId, IReadOnlyList<TracedBlock> blocks, Action<Guid> asked, CancellationToken cancellation)
    {
        if (await BlockEffects.ApplyAsync(database, chainId, blocks, accounts, boxes, cancellation) is not { } found)
        {
            return false;
        }

        foreach (var box in found)
        {
            LogAsked(blocks[0].Number, blocks[^1].Number, box);
            asked(box);
        }

        return true;
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

    [LoggerMessage(1, LogLevel.Information, "A block of {First} to {Last} asks box {Box} for data")]
    partial void LogAsked(uint first, uint last, Guid box);
}
