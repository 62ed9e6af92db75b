using System.Globalization;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LocalEnergyMarket.Backend.Anchoring.Pruning;

/// <summary>
/// Gives the chain its memory back: what is older than the retention is removed from the contract's tables, a bounded step at a time,
/// through the outbox. The roots and their trees stay in the database, and the actions in the chain's blocks.
/// </summary>
public sealed partial class Pruner(NpgsqlDataSource database, Eos chain, ContractAccounts accounts, RetentionOptions retention, ILogger<Pruner> log)
{
    static readonly AnchorKind[] Kinds = [AnchorKind.Readings, AnchorKind.Book, AnchorKind.Result, AnchorKind.Secondary, AnchorKind.Settlement];

    /// <summary>Looks what the contract still has, and puts a step into the outbox for each market that needs one and has none under way.</summary>
    /// <param name="markets">The markets' names on the chain.</param>
    /// <param name="marketTime">The market's clock, in which timeslots are.</param>
    /// <param name="now">Real time, to stamp the entry.</param>
    /// <param name="cancellation">Ends it between two markets.</param>
    /// <returns>How many steps it made.</returns>
    /// <exception cref="HttpRequestException">No node answers.</exception>
    /// <exception cref="EosioApiException">The node answers with an error.</exception>
    /// <exception cref="InvalidOperationException">The retention is shorter than what the contract keeps.</exception>
    public async Task<int> WorkAsync(IEnumerable<string> markets, DateTimeOffset marketTime, DateTimeOffset now, CancellationToken cancellation)
    {
        var info = await chain.GetInfo(cancellation);
        if ((await RowsAsync(ConfigRow.Table, accounts.Contract.ToString(), 0, cancellation)).Select(row => ConfigRow.Read(row)).FirstOrDefault() is not { } contract)
        {
            return 0;
        }

        var keep = TimeSpan.FromSeconds(contract.Keep);
        if (retention.Length < keep)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"Chain:Retention:Days is {retention.Days}, but the contract keeps rows for {keep.TotalDays:0.##} days: set at least {Math.Ceiling(keep.TotalDays):0}, or configure the contract with a shorter keep."));
        }

        // A whole day, so that the steps of a day are about the same rows.
        var earlier = marketTime < info.HeadBlockTime ? marketTime : info.HeadBlockTime;
        var before = (uint)Math.Max(0, new DateTimeOffset((earlier - retention.Length).UtcDateTime.Date, TimeSpan.Zero).ToUnixTimeSeconds());
        var youngest = info.HeadBlockTime - keep;
        var steps = 0;
        foreach (var market in markets)
        {
            cancellation.ThrowIfCancellationRequested();
            if (await HasOldAsync(market, before, youngest, cancellation) && await EnqueueAsync(market, before, info.HeadBlockNum, now, cancellation))
            {
                LogStep(market, DateTimeOffset.FromUnixTimeSeconds(before));
                steps++;
            }
        }

        return steps;
    }

    async Task<bool> HasOldAsync(string market, uint before, DateTimeOffset youngest, CancellationToken cancellation)
    {
        foreach (var kind in Kinds)
        {
            var oldest = (await RowsAsync(AnchorRow.Table, market, AnchorKey.Of(kind, 0, 0), cancellation)).Select(row => AnchorRow.Read(row)).FirstOrDefault();
            if (oldest is not null && oldest.Kind == kind && oldest.Timeslot < before && oldest.Anchored.Time <= youngest)
            {
                return true;
            }
        }

        var oldestEvent = (await RowsAsync(EventRow.Table, accounts.Contract.ToString(), 0, cancellation)).Select(row => EventRow.Read(row)).FirstOrDefault();
        return oldestEvent is not null && oldestEvent.Sent.Time.ToUnixTimeSeconds() < before && oldestEvent.Sent.Time <= youngest;
    }

    async Task<IEnumerable<byte[]>> RowsAsync(Name table, string scope, ulong from, CancellationToken cancellation) => (await chain.GetTableRows(
        new(accounts.Contract, scope, table) { Json = false, Limit = 1, LowerBound = from.ToString(CultureInfo.InvariantCulture) }, cancellation)).Packed();

    /// <returns>False if a step of the market is under way, or one of the same day was refused: it is a dead letter, and a person looks after it.</returns>
    async Task<bool> EnqueueAsync(string market, uint before, uint head, DateTimeOffset now, CancellationToken cancellation)
    {
        var (all, sameDay) = ($"prune:{market}:", string.Create(CultureInfo.InvariantCulture, $"prune:{market}:{before}:"));
        await using var command = new SqlStatement(
            """
            insert into chain_outbox (queue, key, actions, created_at) select $1, $2, $3, $4
            where not exists (select from chain_outbox where state in ('waiting', 'signed') and queue = $1 and starts_with(key, $5))
            and not exists (select from chain_outbox where state = 'failed' and starts_with(key, $6))
            on conflict (key) do nothing
            """,
            [
                OutboxQueues.Operator, string.Create(CultureInfo.InvariantCulture, $"{sameDay}{head}"), accounts.Prune(Name.Parse(market), before, retention.Rows),
                now.UtcDateTime, all, sameDay,
            ]).ToCommand(database);
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    [LoggerMessage(1, LogLevel.Information, "What {Market} has on the chain from before {Before} is pruned, a step more")]
    partial void LogStep(string market, DateTimeOffset before);
}
