using LocalEnergyMarket.Backend.Market;
using LocalEnergyMarket.Backend.Server.Market;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Protos.Quantities;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Jobs.Timeslots;

/// <summary>Closes gates, ends secondary markets and settles, each for every timeslot whose time has come; one process at a time, whoever asks.</summary>
sealed partial class TimeslotWork(
    NpgsqlDataSource database,
    IDocumentStore store,
    Markets markets,
    GateClosing gates,
    SettlementMaking settlements,
    TimeslotFailures failures,
    TimeProvider time,
    ILogger<TimeslotWork> log)
{
    static readonly Timeslot Any = new(0);

    /// <param name="late">Only what has been due for so long, on the market's clock.</param>
    /// <exception cref="NpgsqlException">The database does not serve; nothing can be said of any timeslot.</exception>
    public async Task<TimeslotRound> RoundAsync(TimeslotStep step, TimeSpan late, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var (done, failed) = (new List<string>(), new List<string>());
        foreach (var market in markets.All)
        {
            if ((await DueAsync(step, market, now - late, cancellation)).Count == 0)
            {
                continue;
            }

            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var turn = await connection.BeginTransactionAsync(cancellation);
            await using var wait = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('lem.timeslots/' || current_schema() || '/' || $1, 0))", connection, turn)
            {
                Parameters = { new() { Value = step.Kind() } },
            };
            await wait.ExecuteNonQueryAsync(cancellation);

            // Whoever had the turn before may have done it.
            foreach (var timeslot in await DueAsync(step, market, now - late, cancellation))
            {
                await TryAsync(step, market, timeslot, done, failed, cancellation);
            }

            await turn.CommitAsync(cancellation);
            if (step == TimeslotStep.Settlement)
            {
                settlements.Looked(market, now);
            }
        }

        return new(done, failed);
    }

    async Task TryAsync(TimeslotStep step, LocalMarket market, Timeslot timeslot, List<string> done, List<string> failed, CancellationToken cancellation)
    {
        try
        {
            if (await DoAsync(step, market, timeslot, cancellation) is { } sentence)
            {
                done.Add(sentence);
            }

            await failures.RemoveAsync(step, market.BalancingGroup, timeslot, cancellation);
        }
        catch (Exception e) when (e is not (OperationCanceledException or NpgsqlException { IsTransient: true }))
        {
            LogFailed(step.Kind(), timeslot, market.BalancingGroup, e);
            failed.Add($"{timeslot} in {market.BalancingGroup}: {e.Message}");
            await failures.AddAsync(step, market.BalancingGroup, timeslot, e.Message, cancellation);
        }
    }

    /// <summary>Timeslots that start until then have their gate closed.</summary>
    public static DateTimeOffset GateDue(DateTimeOffset now) => now + (Any.Start - MarketHours.GateClosure(Any));

    static DateTimeOffset SecondaryDue(DateTimeOffset now) => now + (Any.Start - MarketHours.SecondaryClosure(Any));

    async Task<IReadOnlyList<Timeslot>> DueAsync(TimeslotStep step, LocalMarket market, DateTimeOffset now, CancellationToken cancellation)
    {
        var due = step switch
        {
            TimeslotStep.Gate => await BooksAsync(market, new { gateClosed = false }, GateDue(now), cancellation),
            TimeslotStep.Secondary => await BooksAsync(market, new { gateClosed = true, secondaryClosed = false }, SecondaryDue(now), cancellation),
            _ =>
            [
                .. await BooksAsync(market, new { secondaryClosed = true, settlementVersion = 0 }, now - Timeslot.Length, cancellation),
                .. await settlements.CorrectedAsync(market, cancellation),
                .. await failures.DueAsync(step, market.BalancingGroup, cancellation),
            ],
        };
        if (due.Count == 0)
        {
            return due;
        }

        var paused = await failures.PausedAsync(step, cancellation);
        return [.. due.Distinct().Where(timeslot => !paused.Contains((market.BalancingGroup, timeslot)))];
    }

    async Task<string?> DoAsync(TimeslotStep step, LocalMarket market, Timeslot timeslot, CancellationToken cancellation)
    {
        switch (step)
        {
            case TimeslotStep.Gate:
                await gates.CloseAsync(market, timeslot, cancellation);
                return $"The gate of {timeslot} in {market.BalancingGroup} was closed.";
            case TimeslotStep.Secondary:
                await gates.CloseSecondaryAsync(market, timeslot, cancellation);
                return $"The secondary market of {timeslot} in {market.BalancingGroup} ended.";
            default:
                return await settlements.SettleAsync(market, timeslot, cancellation) is { } version
                    ? $"{timeslot} in {market.BalancingGroup} was settled (version {version})."
                    : null;
        }
    }

    async Task<IReadOnlyList<Timeslot>> BooksAsync(LocalMarket market, object state, DateTimeOffset until, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var books = await session.Query<TimeslotBook>()
            .Containing(new { balancingGroup = market.BalancingGroup })
            .Containing(state)
            .MatchesSql($"(data ->> 'timeslot')::bigint <= {until.ToUnixTimeSeconds()}")
            .OrderBySql("(data ->> 'timeslot')::bigint")
            .ToListAsync(cancellation);
        return [.. books.Select(book => book.Timeslot)];
    }

    [LoggerMessage(1, LogLevel.Error, "{Step}: {Timeslot} in {BalancingGroup} failed; it is tried again")]
    partial void LogFailed(string step, Timeslot timeslot, string balancingGroup, Exception exception);
}
