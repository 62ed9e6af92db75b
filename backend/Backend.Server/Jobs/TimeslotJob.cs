using LocalEnergyMarket.Backend.Market;
using LocalEnergyMarket.Backend.Server.Market;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Protos.Quantities;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>Takes every timeslot through its day: opened before its gate closes, closed, its secondary market ended, settled.</summary>
sealed class TimeslotJob(
    NpgsqlDataSource database,
    IDocumentStore store,
    Markets markets,
    GateClosing gates,
    SettlementMaking settlements,
    TimeProvider time,
    ILogger<TimeslotJob> log) : JobLoop(database, time, log)
{
    /// <summary>How far back books are opened that nobody opened in time.</summary>
    static readonly TimeSpan FurthestBack = TimeSpan.FromDays(7);

    static readonly Timeslot Any = new(0);

    readonly TimeProvider _time = time;

    protected override TimeSpan Pause => TimeSpan.FromMilliseconds(200);

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        var failures = new List<Exception>();
        foreach (var market in markets.All)
        {
            var now = _time.GetUtcNow();
            await TryAsync(() => OpenAsync(market, now, cancellation));
            foreach (var book in await BooksAsync(market, new { gateClosed = false }, GateDue(now), cancellation))
            {
                await TryAsync(() => gates.CloseAsync(market, book.Timeslot, cancellation));
            }

            foreach (var book in await BooksAsync(market, new { gateClosed = true, secondaryClosed = false }, SecondaryDue(now), cancellation))
            {
                await TryAsync(() => gates.CloseSecondaryAsync(market, book.Timeslot, cancellation));
            }

            foreach (var book in await BooksAsync(market, new { secondaryClosed = true, settlementVersion = 0 }, now - Timeslot.Length, cancellation))
            {
                await TryAsync(() => settlements.SettleAsync(market, book.Timeslot, cancellation));
            }

            await TryAsync(() => settlements.CorrectAsync(market, cancellation));
        }

        if (failures.Count > 0)
        {
            throw new InvalidOperationException($"{failures.Count} steps failed, the first: {failures[0].Message}", failures[0]);
        }

        // A timeslot that fails holds up no other; the round has failed all the same.
        async Task TryAsync(Func<Task> step)
        {
            try
            {
                await step();
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                failures.Add(e);
            }
        }
    }

    /// <summary>Timeslots that start until then are closed.</summary>
    static DateTimeOffset GateDue(DateTimeOffset now) => now + (Any.Start - MarketHours.GateClosure(Any));

    static DateTimeOffset SecondaryDue(DateTimeOffset now) => now + (Any.Start - MarketHours.SecondaryClosure(Any));

    /// <summary>Opens the book of every timeslot up to the one whose gate closes next.</summary>
    async Task OpenAsync(LocalMarket market, DateTimeOffset now, CancellationToken cancellation)
    {
        var next = Timeslot.Containing(GateDue(now)).Next;
        await using var session = store.LightweightSession();
        var last = await session.Query<TimeslotBook>()
            .Containing(new { balancingGroup = market.BalancingGroup, gateClosed = true })
            .OrderBySql("(data ->> 'timeslot')::bigint desc")
            .FirstOrDefaultAsync(cancellation);
        var furthest = Timeslot.Containing(now - FurthestBack);
        var from = last is null ? next : last.Timeslot.Next < furthest ? furthest : last.Timeslot.Next;
        for (var timeslot = from; timeslot <= next; timeslot = timeslot.Next)
        {
            var id = AuctionBook.IdOf(market.BalancingGroup, timeslot);
            if (await session.LoadAsync<TimeslotBook>(id, cancellation) is null)
            {
                session.Events.StartStream<AuctionBook>(id, new AuctionOpened(market.BalancingGroup, timeslot));
            }
        }

        try
        {
            await session.SaveChangesAsync(cancellation);
        }
        catch (ExistingStreamIdCollisionException)
        {
            // Somebody placed the first offer at this very moment; the next round sees that book.
        }
    }

    async Task<IReadOnlyList<TimeslotBook>> BooksAsync(LocalMarket market, object state, DateTimeOffset until, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.Query<TimeslotBook>()
            .Containing(new { balancingGroup = market.BalancingGroup })
            .Containing(state)
            .MatchesSql($"(data ->> 'timeslot')::bigint <= {until.ToUnixTimeSeconds()}")
            .OrderBySql("(data ->> 'timeslot')::bigint")
            .ToListAsync(cancellation);
    }
}
