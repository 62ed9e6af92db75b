using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Projections;
using LocalEnergyMarket.Backend.Store.Sessions;

namespace LocalEnergyMarket.Backend.Store.Tests;

/// <summary>Projections that the daemon keeps: what goes wrong with one event, and making them anew.</summary>
public sealed class DaemonTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task An_event_that_cannot_be_taken_in_becomes_a_dead_letter_and_stops_nobody()
    {
        await using var store = await database.StoreAsync(options =>
        {
            options.Projections.Add(new Picky());
            CountNotes(options, SnapshotLifecycle.Async);
        });
        await NoteAsync(store, Enumerable.Range(0, 300).Select(i => i == 177 ? "poison" : "good"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = store.BuildProjectionDaemon().RunAsync(stop.Token);

        await using var query = store.QuerySession();
        while ((await store.Advanced.ProjectionLagsAsync(Cancellation)).Any(lag => lag.Waiting is not null))
        {
            Assert.False(running.IsCompleted);
        }

        await stop.CancelAsync();
        await running;
        var dead = Assert.Single(await query.Query<DeadLetterEvent>().ToListAsync(Cancellation));
        Assert.Equal(("Picky", "All", 178L, "System.InvalidOperationException", "poison"), (dead.ProjectionName, dead.ShardName, dead.EventSequence, dead.ExceptionType, dead.ExceptionMessage));
        Assert.Equal(299, await query.Query<Tariff>().CountAsync(Cancellation));
        Assert.Equal(299, (await query.LoadAsync<NoteCount>("good", Cancellation))!.Count);
        Assert.Equal([1L, 0L], (await store.Advanced.ProjectionLagsAsync(Cancellation)).Select(lag => lag.DeadLetters));
        Assert.Equal("JasperFx.Events.Daemon.DeadLetterEvent", await ScalarAsync<string>(store, "select mt_dotnet_type from mt_doc_deadletterevent"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_failure_of_the_database_costs_no_event()
    {
        await using var store = await database.StoreAsync(options => CountNotes(options, SnapshotLifecycle.Async));
        await NoteAsync(store, ["one", "one"]);
        await ExecuteAsync(store, "alter table mt_doc_notecount rename to elsewhere");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = store.BuildProjectionDaemon().RunAsync(stop.Token);
        while (await ScalarAsync<long>(store, "select coalesce(max(xact_rollback), 0) from pg_stat_database where datname = current_database()") < 5)
        {
            Assert.False(running.IsCompleted);
        }

        var lag = Assert.Single(await store.Advanced.ProjectionLagsAsync(Cancellation));
        Assert.Equal(("NoteCount", 0L, 2L), (lag.Name, lag.Sequence, lag.HighWater));
        await ExecuteAsync(store, "alter table elsewhere rename to mt_doc_notecount");
        await using var query = store.QuerySession();
        while ((await query.LoadAsync<NoteCount>("one", Cancellation))?.Count != 2)
        {
            Assert.False(running.IsCompleted);
        }

        await stop.CancelAsync();
        await running;
        Assert.Equal(0, await query.Query<DeadLetterEvent>().CountAsync(Cancellation));
    }

    [Fact]
    public async Task An_asynchronous_snapshot_follows_and_deciding_on_it_reads_the_events()
    {
        await using var store = await database.StoreAsync(options => options.Projections.Snapshot<Note>(
            SnapshotLifecycle.Async, fold => fold.Create<OrderNoted>(e => new(e.StreamId, e.Data.Text)).Apply<OrderNoted>((note, e) => note with { Text = note.Text + e.Data.Text })));
        var id = Guid.CreateVersion7();
        await SaveAsync(store, session => session.Events.Append(id, new OrderNoted("a"), new OrderNoted("b")));
        await using (var session = store.LightweightSession())
        {
            Assert.Null(await session.LoadAsync<Note>(id, Cancellation));
            Assert.Equal("ab", (await session.Events.FetchForWriting<Note>(id, Cancellation)).Aggregate!.Text);
        }

        await store.BuildProjectionDaemon().CatchUpAsync(Cancellation);
        await SaveAsync(store, session => session.Events.Append(id, new OrderNoted("c")));
        await store.BuildProjectionDaemon().CatchUpAsync(Cancellation);

        Assert.Equal("abc", await ScalarAsync<string>(store, "select data ->> 'text' from mt_doc_daemontests_note where mt_version = 3"));
    }

    [Fact]
    public async Task Documents_of_many_streams_are_right_inline_with_many_callers_of_two_stores()
    {
        var connection = await database.CreateAsync();
        await using var one = await Database.OpenAsync(connection, options => CountNotes(options, SnapshotLifecycle.Inline));
        await using var two = await Database.OpenAsync(connection, options => CountNotes(options, SnapshotLifecycle.Inline));
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancellation }, async (i, _) =>
            await NoteAsync(i % 2 == 0 ? one : two, [$"a{i % 5}", $"b{i % 3}"]));

        await using var query = one.QuerySession();
        var counts = await query.Query<NoteCount>().ToListAsync(Cancellation);
        Assert.Equal([40, 40, 40, 40, 40, 67, 67, 66], counts.Select(count => count.Count));
        Assert.Equal(400L, await ScalarAsync<long>(one, "select sum(mt_version)::bigint from mt_doc_notecount"));
    }

    [Theory]
    [InlineData(SnapshotLifecycle.Inline)]
    [InlineData(SnapshotLifecycle.Async)]
    public async Task A_rebuild_puts_right_what_was_wrong_and_readers_see_the_old_until_the_new(SnapshotLifecycle lifecycle)
    {
        await using var store = await database.StoreAsync(options => CountNotes(options, lifecycle));
        await NoteAsync(store, Enumerable.Range(0, 7_000).Select(i => $"{i % 10}"));
        var daemon = store.BuildProjectionDaemon();
        await daemon.CatchUpAsync(Cancellation);
        await ExecuteAsync(store, """update mt_doc_notecount set data = jsonb_set(data, '{count}', '-1'); insert into mt_doc_notecount (id, data) values ('of nothing', '{"id": "of nothing", "count": 1}')""");

        using var stop = new CancellationTokenSource();
        var reading = ReadAsync(store, stop.Token);
        var appending = AppendAsync(store, stop.Token);
        await daemon.RebuildProjectionAsync<NoteCount>(Cancellation);
        await stop.CancelAsync();
        var reads = await reading;
        var appended = await appending;
        await daemon.CatchUpAsync(Cancellation);

        Assert.True(reads > 0);
        await using var query = store.QuerySession();
        Assert.Null(await query.LoadAsync<NoteCount>("of nothing", Cancellation));
        Assert.Equal(7_000 + appended, (await query.Query<NoteCount>().ToListAsync(Cancellation)).Sum(count => count.Count));
        Assert.Equal(0L, await ScalarAsync<long>(store, "select count(*) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid() and not granted"));
    }

    [Fact]
    public async Task A_rebuild_of_snapshots_keeps_those_of_archived_streams_and_fails_without_effect()
    {
        await using var store = await database.StoreAsync();
        var (good, archived) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await SaveAsync(store, session =>
        {
            session.Events.StartStream<Order>(good, new OrderPlaced(new(1), Samples.Noon), new OrderRaised(new(2)));
            session.Events.StartStream<Order>(archived, new OrderPlaced(new(5), Samples.Noon));
        });
        await ExecuteAsync(store, $"update mt_streams set is_archived = true where id = '{archived}'; update mt_events set is_archived = true where stream_id = '{archived}'; delete from mt_doc_order where id = '{good}'");
        var daemon = store.BuildProjectionDaemon();
        await daemon.RebuildProjectionAsync<Order>(Cancellation);

        await using var query = store.QuerySession();
        Assert.Equal(new(3), (await query.LoadAsync<Order>(good, Cancellation))!.Quantity);
        Assert.Equal(new(5), (await query.LoadAsync<Order>(archived, Cancellation))!.Quantity);
        Assert.Equal("1 2", await ScalarAsync<string>(store, "select string_agg(mt_version::text, ' ' order by mt_version) from mt_doc_order"));

        await ExecuteAsync(store, "update mt_events set data = '[]' where type = 'order_raised'");
        await Assert.ThrowsAsync<StoreException>(() => daemon.RebuildProjectionAsync<Order>(Cancellation));
        Assert.Equal(new(3), (await query.LoadAsync<Order>(good, Cancellation))!.Quantity);
        Assert.Contains("no projection Nobody", (await Assert.ThrowsAsync<StoreException>(() => daemon.RebuildProjectionAsync("Nobody", Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_projection_of_a_module_is_cleared_and_replayed_in_one_transaction()
    {
        await using var store = await database.StoreAsync(options => options.Projections.Add(new Picky()));
        await NoteAsync(store, Enumerable.Range(0, 20).Select(_ => "good"));
        var daemon = store.BuildProjectionDaemon();
        await daemon.CatchUpAsync(Cancellation);
        await ExecuteAsync(store, "delete from mt_doc_tariff where id < '1'; update mt_doc_tariff set data = jsonb_set(data, '{price}', '9')");

        await daemon.RebuildProjectionAsync("Picky", Cancellation);

        await using var query = store.QuerySession();
        Assert.Equal(Enumerable.Repeat(1L, 20), (await query.Query<Tariff>().ToListAsync(Cancellation)).Select(tariff => tariff.Price.Value));
        Assert.Equal(20L, await ScalarAsync<long>(store, "select last_seq_id from mt_event_progression where name = 'Picky:All'"));
    }

    static void CountNotes(StoreOptions options, SnapshotLifecycle lifecycle) => options.Projections.MultiStream<NoteCount, string>(lifecycle, fold => fold
        .Identity<OrderNoted>(e => e.Data.Text).StartsAs(id => new(id, 0)).Apply<OrderNoted>((count, _) => count with { Count = count.Count + 1 }));

    static async Task<int> ReadAsync(DocumentStore store, CancellationToken stop)
    {
        var reads = 0;
        await using var query = store.QuerySession();
        while (!stop.IsCancellationRequested)
        {
            var counts = await query.Query<NoteCount>().MatchesSql($"id in ('0', '1', '2')").ToListAsync(Cancellation);
            Assert.Equal(3, counts.Count);
            Assert.Contains(Assert.Single(counts.Select(count => count.Count).Distinct()), (int[])[-1, 700]);
            reads++;
        }

        return reads;
    }

    static async Task<int> AppendAsync(DocumentStore store, CancellationToken stop)
    {
        var appended = 0;
        while (!stop.IsCancellationRequested)
        {
            await NoteAsync(store, ["appended meanwhile"]);
            appended++;
        }

        return appended;
    }

    static Task NoteAsync(DocumentStore store, IEnumerable<string> notes) =>
        SaveAsync(store, session => session.Events.Append(Guid.CreateVersion7(), notes.Select(note => new OrderNoted(note))));

    static async Task SaveAsync(DocumentStore store, Action<IDocumentSession> change)
    {
        await using var session = store.LightweightSession();
        change(session);
        await session.SaveChangesAsync(Cancellation);
    }

    static async Task ExecuteAsync(DocumentStore store, string sql)
    {
        await using var command = store.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    static async Task<T> ScalarAsync<T>(DocumentStore store, string sql)
    {
        await using var command = store.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public sealed record Note(Guid Id, string Text);

    sealed class Picky : IProjection
    {
        public string Name => "Picky";

        public IReadOnlyCollection<Type> EventTypes { get; } = [typeof(OrderNoted)];

        public Task ApplyAsync(IDocumentSession operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
        {
            foreach (var e in events)
            {
                if (e.Data is OrderNoted { Text: "poison" })
                {
                    throw new InvalidOperationException("poison");
                }

                operations.Insert(new Tariff($"{e.Sequence}", new(1)));
            }

            return Task.CompletedTask;
        }

        public Task ClearAsync(IDocumentSession operations, CancellationToken cancellation)
        {
            operations.QueueSqlCommand("delete from mt_doc_tariff");
            return Task.CompletedTask;
        }
    }
}
