using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Jobs.Runs;
using LocalEnergyMarket.Backend.Server.Jobs.Timeslots;
using LocalEnergyMarket.Backend.Server.Market;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Protos.Quantities;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>
/// Takes every timeslot through its day: opens it before its gate closes, settles it as soon as its readings are complete, and closes what the run of its quarter hour has
/// not closed. What it did is kept as a run.
/// </summary>
sealed class TimeslotJob(
    NpgsqlDataSource database,
    IDocumentStore store,
    Markets markets,
    TimeslotWork work,
    TimeslotFailures failures,
    JobDesk desk,
    TimeProvider time,
    ILogger<TimeslotJob> log) : JobLoop(database, time, log)
{
    /// <summary>How far back books are opened that nobody opened in time.</summary>
    static readonly TimeSpan FurthestBack = TimeSpan.FromDays(7);

    readonly TimeProvider _time = time;

    /// <summary>For so long the run of the quarter hour goes first: two seconds, and on a fast clock never more than a minute of the market.</summary>
    readonly TimeSpan _giveWay = TimeSpan.FromSeconds(Math.Min(60, 2 * ((time as MarketClock)?.Factor ?? 1)));

    string? _concern;

    protected override TimeSpan Pause => TimeSpan.FromMilliseconds(200);

    protected override string? Concern => _concern;

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        foreach (var market in markets.All)
        {
            await OpenAsync(market, now, cancellation);
        }

        await DoAsync(TimeslotStep.Gate, _giveWay, cancellation);
        await DoAsync(TimeslotStep.Secondary, _giveWay, cancellation);
        await DoAsync(TimeslotStep.Settlement, TimeSpan.Zero, cancellation);
        _concern = await failures.SentenceAsync(cancellation);
    }

    async Task DoAsync(TimeslotStep step, TimeSpan late, CancellationToken cancellation)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var round = await work.RoundAsync(step, late, cancellation);
        if (!round.IsEmpty)
        {
            var took = TimeProvider.System.GetElapsedTime(begun);
            await desk.RecordAsync(
                new JobRecord(
                    step.Kind(),
                    "clock",
                    took,
                    round.Failed.Count == 0 ? JobState.Succeeded : JobState.Failed,
                    round.Failed.Count == 0 ? round.Result : round.Failure,
                    [.. round.Done.Select(line => (JobLogLevel.Information, line)), .. round.Failed.Select(line => (JobLogLevel.Error, line))]),
                cancellation);
        }
    }

    /// <summary>Opens the book of every timeslot up to the one whose gate closes next.</summary>
    async Task OpenAsync(LocalMarket market, DateTimeOffset now, CancellationToken cancellation)
    {
        var next = Timeslot.Containing(TimeslotWork.GateDue(now)).Next;
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
}
