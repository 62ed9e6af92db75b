using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Projections;
using LocalEnergyMarket.Backend.Store.Sessions;

namespace LocalEnergyMarket.Backend.Store.Tests;

public sealed class ProjectionTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Progress_is_kept_as_Marten_keeps_it()
    {
        await using var store = await StoreAsync(new Journal());
        var daemon = store.BuildProjectionDaemon();
        await daemon.CatchUpAsync(Cancellation);
        Assert.Empty(await ReadAsync(store, "select name from mt_event_progression"));

        await AppendAsync(store, 3);
        await daemon.CatchUpAsync(Cancellation);
        await AppendAsync(store, 1_200);
        await daemon.CatchUpAsync(Cancellation);

        Assert.Equal(["HighWaterMark 1203", "Journal:All 1203"], await ReadAsync(store, "select name || ' ' || last_seq_id from mt_event_progression order by name"));
        Assert.Equal(["1203 1203 true"], await ReadAsync(store, InOrder));
    }

    [Fact]
    public async Task A_page_that_fails_leaves_neither_changes_nor_progress_and_is_tried_again()
    {
        var journal = new Journal { FailAt = 501 };
        await using var store = await StoreAsync(journal);
        await AppendAsync(store, 600);
        var daemon = store.BuildProjectionDaemon();

        await Assert.ThrowsAsync<InvalidOperationException>(() => daemon.CatchUpAsync(Cancellation));
        Assert.Equal(["Journal:All 500"], await ReadAsync(store, "select name || ' ' || last_seq_id from mt_event_progression"));
        journal.FailAt = null;
        await daemon.CatchUpAsync(Cancellation);

        Assert.Equal(["600 600 true"], await ReadAsync(store, InOrder));
    }

    [Fact]
    public async Task Two_daemons_under_concurrent_late_and_rolled_back_appends_see_each_event_once_and_in_order()
    {
        await using var store = await StoreAsync(new Journal());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var daemons = Enumerable.Range(0, 2).Select(_ => store.BuildProjectionDaemon()).ToList();
        var running = daemons.ConvertAll(daemon => FollowAsync(daemon, stop.Token));
        var random = new Random(7);
        var delays = Enumerable.Range(0, 240).Select(_ => random.Next(0, 12) / 1000.0).ToArray();

        var committed = 0;
        await Parallel.ForEachAsync(delays, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (delay, cancellation) =>
        {
            await using var session = store.LightweightSession();
            session.Events.Append(Guid.CreateVersion7(), new OrderNoted("a"), new OrderNoted("b"));

            // The numbers are drawn; the commit comes later, or not at all.
            session.QueueSqlCommand("select pg_sleep($1)", delay);
            session.QueueSqlCommand(delay > 0.0095 ? "select 1 / 0" : "select 1");
            if (await Record.ExceptionAsync(() => session.SaveChangesAsync(cancellation)) is null)
            {
                Interlocked.Increment(ref committed);
            }
        });
        await stop.CancelAsync();
        await Task.WhenAll(running);
        await daemons[0].CatchUpAsync(Cancellation);

        Assert.InRange(committed, 1, delays.Length - 1);
        Assert.Equal([$"{committed * 2} {committed * 2} true"], await ReadAsync(store, InOrder));
        Assert.Equal(["0"], await ReadAsync(store, "select count(*)::text from mt_events e left join journal j on j.seq_id = e.seq_id where j.seq_id is null"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_running_daemon_follows_until_it_is_cancelled()
    {
        await using var store = await StoreAsync(new Journal());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = store.BuildProjectionDaemon().RunAsync(stop.Token);
        await AppendAsync(store, 5);
        while ((await ReadAsync(store, "select seq_id::text from journal")).Count < 5)
        {
            Assert.False(running.IsCompleted);
        }

        await stop.CancelAsync();
        await running;
    }

    const string InOrder = """
        select count(*) || ' ' || count(distinct seq_id) || ' ' || coalesce(bool_and(later), true)::text
        from (select seq_id, seq_id > lag(seq_id, 1, 0::bigint) over (order by n) as later from journal) j
        """;

    static async Task FollowAsync(ProjectionDaemon daemon, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await daemon.CatchUpAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    async Task<DocumentStore> StoreAsync(Journal journal)
    {
        var store = await database.StoreAsync(options => options.Projections.Add(journal));
        await using var create = store.DataSource.CreateCommand("create table journal (n bigint generated always as identity, seq_id bigint)");
        await create.ExecuteNonQueryAsync(Cancellation);
        return store;
    }

    static async Task AppendAsync(DocumentStore store, int events)
    {
        await using var session = store.LightweightSession();
        session.Events.Append(Guid.CreateVersion7(), Enumerable.Range(0, events).Select(_ => new OrderNoted("x")));
        await session.SaveChangesAsync(Cancellation);
    }

    static async Task<List<string>> ReadAsync(DocumentStore store, string sql)
    {
        await using var command = store.DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    sealed class Journal : IProjection
    {
        public string Name => "Journal";

        public long? FailAt { get; set; }

        public IReadOnlyCollection<Type> EventTypes { get; } = [typeof(OrderNoted)];

        public Task ApplyAsync(IDocumentSession operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
        {
            if (events.Any(e => e.Sequence == FailAt))
            {
                throw new InvalidOperationException("The journal cannot be written.");
            }

            foreach (var e in events)
            {
                operations.QueueSqlCommand("insert into journal (seq_id) values ($1)", e.Sequence);
            }

            return Task.CompletedTask;
        }
    }
}
