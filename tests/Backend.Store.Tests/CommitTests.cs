using System.Collections.Concurrent;
using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Tests;

/// <summary>Units of work of many callers in one transaction: each has its own outcome.</summary>
public sealed class CommitTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static OrderPlaced Placed => new(new(100), Samples.Noon);

    [Fact]
    public async Task Callers_that_wait_at_the_same_time_share_a_transaction_and_each_has_its_own_outcome()
    {
        await using var store = await database.StoreAsync();
        var (taken, tariff) = (Guid.CreateVersion7(), new Tariff("standard", new(1)));
        await SaveAsync(store, session =>
        {
            session.Events.StartStream<Order>(taken, Placed);
            session.Insert(tariff);
        });
        await using var jam = await JamAsync(store);

        var fresh = Enumerable.Range(0, 40).Select(_ => Guid.CreateVersion7()).ToList();
        var starts = fresh.ConvertAll(id => SaveAsync(store, session => session.Events.StartStream<Order>(id, Placed)));
        var behind = SaveAsync(store, session => session.Events.Append(fresh[0], new OrderRaised(new(5))));
        var collides = SaveAsync(store, session => session.Events.StartStream<Order>(taken, Placed));
        var first = SaveAsync(store, session => session.Events.Append(taken, 2, new OrderRaised(new(1))));
        var second = SaveAsync(store, session =>
        {
            session.Events.Append(taken, 2, new OrderRaised(new(1_000)));
            session.Store(new Tariff("of the refused", new(2)));
        });
        var duplicate = SaveAsync(store, session =>
        {
            session.Insert(tariff);
            session.Events.Append(taken, new OrderRaised(new(10_000)));
        });
        var none = SaveAsync(store, session => session.Update(new Tariff("nowhere", new(3))));
        var fails = SaveAsync(store, session => session.Events.Append(Guid.CreateVersion7(), new OrderRaised(new(1))));
        var insertedTwice = new[] { 4, 5 }.Select(price => SaveAsync(store, session => session.Insert(new Tariff("twice", new(price))))).ToList();
        await jam.ReleaseAsync();

        await Task.WhenAll([.. starts, behind, first]);
        await Assert.ThrowsAsync<ExistingStreamIdCollisionException>(() => collides);
        Assert.Equal(2, (await Assert.ThrowsAsync<EventStreamUnexpectedMaxEventIdException>(() => second)).ActualVersion);
        Assert.Equal("standard", (await Assert.ThrowsAsync<DocumentAlreadyExistsException>(() => duplicate)).Id);
        await Assert.ThrowsAsync<NonExistentDocumentException>(() => none);
        Assert.Contains("cannot start", (await Assert.ThrowsAsync<StoreException>(() => fails)).Message, StringComparison.Ordinal);
        Assert.Single(await Task.WhenAll(insertedTwice.Select(async task => await Record.ExceptionAsync(() => task))), e => e is DocumentAlreadyExistsException);

        await using var query = store.QuerySession();
        Assert.Equal(new(105), (await query.LoadAsync<Order>(fresh[0], Cancellation))!.Quantity);
        Assert.Equal(new(101), (await query.LoadAsync<Order>(taken, Cancellation))!.Quantity);
        Assert.Equal(["standard", "twice"], (await query.Query<Tariff>().ToListAsync(Cancellation)).Select(document => document.Id), StringComparer.Ordinal);
        Assert.InRange(await NumberAsync(store, "select count(distinct xmin::text) from mt_events where stream_id = any($1)", fresh), 1, 3);
    }

    [Fact]
    public async Task Changes_of_one_document_by_several_callers_follow_one_another()
    {
        await using var store = await database.StoreAsync();
        await SaveAsync(store, session => session.Insert(new Tariff("a", new(0)), new Tariff("b", new(0))));
        await using var jam = await JamAsync(store);

        var tasks = new List<Task>
        {
            SaveAsync(store, session => session.Store(new Tariff("a", new(1)))),
            SaveAsync(store, session => session.Update(new Tariff("a", new(2)))),
            SaveAsync(store, session => session.Delete<Tariff>("b")),
            SaveAsync(store, session => session.Insert(new Tariff("b", new(3)))),
            SaveAsync(store, session => session.Insert(new Tariff("c", new(4)))),
            SaveAsync(store, session =>
            {
                session.Delete<Tariff>("c");
                session.Insert(new Tariff("c", new(5)));
                session.Store(new Tariff("c", new(6)));
            }),
        };
        await jam.ReleaseAsync();
        await Task.WhenAll(tasks);

        await using var query = store.QuerySession();
        Assert.Equal([2L, 3L, 6L], (await query.Query<Tariff>().ToListAsync(Cancellation)).Select(tariff => tariff.Price.Value));
    }

    [Fact]
    public async Task What_PostgreSQL_does_not_take_of_one_caller_fails_for_that_one()
    {
        await using var store = await database.StoreAsync();
        await using var jam = await JamAsync(store);

        var good = Enumerable.Range(0, 5).Select(_ => SaveAsync(store, session => session.Events.Append(Guid.CreateVersion7(), new OrderNoted("good")))).ToList();
        var bad = SaveAsync(store, session => session.Events.Append(Guid.CreateVersion7(), new OrderNoted("bad \0 text")));
        good.Add(SaveAsync(store, session => session.Events.Append(Guid.CreateVersion7(), new OrderNoted("good"))));
        await jam.ReleaseAsync();

        await Task.WhenAll(good);
        Assert.Equal(PostgresErrorCodes.UntranslatableCharacter, (await Assert.ThrowsAsync<PostgresException>(() => bad)).SqlState);
        Assert.Equal(6L, await NumberAsync(store, "select count(*) from mt_events where data ->> 'text' = 'good'"));
    }

    [Fact]
    public async Task A_caller_that_gives_up_before_it_is_written_is_left_out_and_later_it_learns_the_outcome()
    {
        await using var store = await database.StoreAsync();
        var (written, waiting) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        using var cancel = new CancellationTokenSource();
        var jam = await JamAsync(store, cancel.Token);
        await using (jam)
        {
            var task = SaveUntilAsync(store, session => session.Events.Append(waiting, new OrderNoted("x")), cancel.Token);
            await cancel.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
            Assert.All(jam.Saves, save => Assert.False(save.IsCompleted));
            await jam.ReleaseAsync();
        }

        await SaveAsync(store, session => session.Events.Append(written, new OrderNoted("y")));
        Assert.Equal(0L, await NumberAsync(store, "select count(*) from mt_events where stream_id = any($1)", [waiting]));
    }

    [Fact]
    public async Task A_store_that_is_closed_has_saved_what_it_was_given_and_takes_no_more()
    {
        var connection = await database.CreateAsync();
        var store = await Database.OpenAsync(connection);
        var saves = Enumerable.Range(0, 20).Select(_ => SaveAsync(store, session => session.Store(new Tariff(Guid.NewGuid().ToString(), new(1))))).ToList();
        await store.DisposeAsync();

        await Task.WhenAll(saves);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => SaveAsync(store, session => session.Store(new Tariff("late", new(1)))));
        await using var again = await Database.OpenAsync(connection);
        Assert.Equal(20L, await NumberAsync(again, "select count(*) from mt_doc_tariff"));
    }

    [Fact]
    public async Task Two_stores_on_the_same_streams_and_documents_neither_deadlock_nor_lose_anything()
    {
        var connection = await database.CreateAsync();
        await using var one = await Database.OpenAsync(connection);
        await using var two = await Database.OpenAsync(connection);
        var streams = Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7()).ToArray();
        var appended = new ConcurrentBag<(Guid Stream, long By)>();
        await Parallel.ForEachAsync(Enumerable.Range(1, 600), new ParallelOptions { MaxDegreeOfParallelism = 24, CancellationToken = Cancellation }, async (i, cancellation) =>
        {
            var random = new Random(i);
            var mine = random.GetItems(streams, 3).Distinct().ToList();
            await using var session = (i % 2 == 0 ? one : two).LightweightSession();
            foreach (var stream in mine)
            {
                session.Events.Append(stream, new OrderNoted($"{i}"));
            }

            session.Store(random.GetItems(streams, 2).Distinct().Select(id => new Tariff(id.ToString(), new(i))));
            if (i % 3 == 0)
            {
                // In a transaction of its own.
                session.QueueSqlCommand("select 1");
            }

            await session.SaveChangesAsync(cancellation);
            mine.ForEach(stream => appended.Add((stream, i)));
        });

        Assert.Equal(appended.Count, await NumberAsync(one, "select count(distinct (stream_id, data ->> 'text')) from mt_events"));
        Assert.Equal(0L, await NumberAsync(one, "select count(*) from mt_streams s where version <> (select count(*) from mt_events e where e.stream_id = s.id)"));
        Assert.Equal(0L, await NumberAsync(one, "select deadlocks from pg_stat_database where datname = current_database()"));
    }

    [Fact]
    public async Task Numbers_follow_the_order_in_which_callers_are_taken_and_are_told_to_them()
    {
        await using var store = await database.StoreAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => SaveAsync(store, session =>
        {
            session.Events.Append(Guid.CreateVersion7(), new OrderNoted($"{i}"), new OrderNoted($"{i}"));
            session.Events.Append(Guid.CreateVersion7(), new OrderNoted($"{i}"));
        })));

        // Each unit of work has three numbers in a row.
        Assert.Equal(50L, await NumberAsync(store, "select count(*) from (select 1 from mt_events group by data ->> 'text' having max(seq_id) - min(seq_id) = 2) u"));
        Assert.Equal(0L, await NumberAsync(store, "select count(*) from mt_events a join mt_events b on a.stream_id = b.stream_id and a.version < b.version and a.seq_id > b.seq_id"));
    }

    /// <summary>Keeps both writers busy with streams that somebody else holds, until it is released.</summary>
    static async Task<Jam> JamAsync(DocumentStore store, CancellationToken? ofSaves = null)
    {
        var streams = new[] { Guid.CreateVersion7(), Guid.CreateVersion7() };
        foreach (var stream in streams)
        {
            await SaveUntilAsync(store, session => session.Events.Append(stream, new OrderNoted("jam")), Cancellation);
        }

        var connection = await store.DataSource.OpenConnectionAsync(Cancellation);
        var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand("select from mt_streams where id = any($1) for update", connection) { Parameters = { new() { Value = streams } } })
        {
            await hold.ExecuteNonQueryAsync(Cancellation);
        }

        var saves = new List<Task>();
        foreach (var stream in streams)
        {
            saves.Add(SaveUntilAsync(store, session => session.Events.Append(stream, new OrderNoted("jam")), ofSaves ?? Cancellation));
            while (await NumberAsync(store, "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") < saves.Count)
            {
                Assert.False(saves[^1].IsCompleted);
            }
        }

        return new(connection, transaction, saves);
    }

    static Task SaveAsync(DocumentStore store, Action<IDocumentSession> change) => SaveUntilAsync(store, change, Cancellation);

    static async Task SaveUntilAsync(DocumentStore store, Action<IDocumentSession> change, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        change(session);
        await session.SaveChangesAsync(cancellation);
    }

    static async Task<long> NumberAsync(DocumentStore store, string sql, IReadOnlyList<Guid>? ids = null)
    {
        await using var command = store.DataSource.CreateCommand(sql);
        if (ids is not null)
        {
            command.Parameters.Add(new() { Value = ids.ToArray() });
        }

        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    sealed class Jam(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<Task> saves) : IAsyncDisposable
    {
        public IReadOnlyList<Task> Saves => saves;

        public async Task ReleaseAsync()
        {
            await transaction.RollbackAsync(Cancellation);
            await Task.WhenAll(saves);
        }

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
