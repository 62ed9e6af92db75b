using LocalEnergyMarket.Backend.Store.Sessions;

namespace LocalEnergyMarket.Backend.Store.Tests;

public sealed class EventTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static OrderPlaced Placed => new(new(100), Samples.Noon);

    [Fact]
    public async Task Events_come_back_in_order_with_the_applications_time()
    {
        var clock = new Protos.Quantities.MarketClock(DateTimeOffset.UtcNow, DateTimeOffset.UnixEpoch.AddYears(60), 1);
        await using var store = await database.StoreAsync(options => options.TimeProvider = clock);
        var id = Guid.CreateVersion7();
        await SaveAsync(store, session =>
        {
            session.Events.StartStream<Order>(id, Placed, new OrderNoted("hello"));
            session.Events.Append(id, new OrderRaised(new(5)));
        });

        await using var query = store.QuerySession();
        var events = await query.Events.FetchStreamAsync(id, cancellation: Cancellation);
        Assert.Equal([1L, 2L, 3L], events.Select(e => e.Version));
        Assert.Equal("order_placed order_noted order_raised", string.Join(" ", events.Select(e => e.EventTypeName)));
        Assert.Equal([Placed, new OrderNoted("hello"), new OrderRaised(new(5))], events.Select(e => e.Data));
        Assert.All(events, e => Assert.Equal(2030, e.Timestamp.Year));
        Assert.Equal(events.Select(e => e.Sequence).Order(), events.Select(e => e.Sequence));

        var state = await query.Events.FetchStreamStateAsync(id, Cancellation);
        Assert.Equal((3L, "order"), (state!.Version, state.AggregateType));
        Assert.Null(await query.Events.FetchStreamStateAsync(Guid.NewGuid(), Cancellation));
    }

    [Fact]
    public async Task The_snapshot_is_what_the_events_add_up_to_whichever_way_they_are_appended()
    {
        await using var store = await database.StoreAsync();
        var id = Guid.CreateVersion7();
        await SaveAsync(store, session => session.Events.StartStream<Order>(id, Placed));
        await SaveAsync(store, session => session.Events.Append(id, new OrderRaised(new(1))));
        await SaveAsync(store, session => session.Events.Append(id, 4, new OrderNoted("x"), new OrderRaised(new(10))));
        await using (var session = store.LightweightSession())
        {
            var stream = await session.Events.FetchForWriting<Order>(id, Cancellation);
            Assert.Equal((4L, new(111)), (stream.StartingVersion, stream.Aggregate!.Quantity));
            stream.AppendMany(new OrderRaised(new(100)), new OrderRaised(new(1_000)));
            Assert.Equal(6, stream.CurrentVersion);
            await session.SaveChangesAsync(Cancellation);
            Assert.Throws<StoreException>(() => stream.AppendOne(new OrderNoted("too late")));
        }

        await using var query = store.QuerySession();
        var snapshot = await query.LoadAsync<Order>(id, Cancellation);
        Assert.Equal(new(1_211), snapshot!.Quantity);
        Assert.Equal(snapshot, await query.Events.AggregateStreamAsync<Order>(id, cancellation: Cancellation));
        Assert.Equal(new(101), (await query.Events.AggregateStreamAsync<Order>(id, 2, Cancellation))!.Quantity);
        Assert.Equal(5, (await query.Events.AggregateStreamAsync<OrderHistory>(id, cancellation: Cancellation))!.Steps);
        await using var version = store.DataSource.CreateCommand("select mt_version from mt_doc_order");
        Assert.Equal(6L, await version.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_deleting_event_removes_the_snapshot_and_a_later_start_brings_it_back()
    {
        await using var store = await database.StoreAsync();
        var id = Guid.CreateVersion7();
        await SaveAsync(store, session => session.Events.StartStream<Order>(id, Placed));
        await SaveAsync(store, session => session.Events.Append(id, new OrderWithdrawn()));
        await using var query = store.QuerySession();
        Assert.Null(await query.LoadAsync<Order>(id, Cancellation));

        await SaveAsync(store, session => session.Events.Append(id, Placed));

        Assert.NotNull(await query.LoadAsync<Order>(id, Cancellation));
    }

    [Fact]
    public async Task A_stream_starts_once()
    {
        await using var store = await database.StoreAsync();
        var id = Guid.CreateVersion7();
        await SaveAsync(store, session => session.Events.StartStream<Order>(id, Placed));

        await Assert.ThrowsAsync<ExistingStreamIdCollisionException>(() => SaveAsync(store, session => session.Events.StartStream<Order>(id, Placed)));
    }

    [Fact]
    public async Task A_wrong_expected_version_is_refused_and_says_what_it_is()
    {
        await using var store = await database.StoreAsync();
        var id = Guid.CreateVersion7();
        await SaveAsync(store, session => session.Events.StartStream<Order>(id, Placed));

        var error = await Assert.ThrowsAsync<EventStreamUnexpectedMaxEventIdException>(
            () => SaveAsync(store, session => session.Events.Append(id, 3, new OrderRaised(new(1)))));
        Assert.Equal((2L, 1L), (error.ExpectedVersion, error.ActualVersion));
        await Assert.ThrowsAsync<EventStreamUnexpectedMaxEventIdException>(
            () => SaveAsync(store, session => session.Events.Append(Guid.NewGuid(), 3, new OrderRaised(new(1)))));
        await Assert.ThrowsAsync<EventStreamUnexpectedMaxEventIdException>(
            () => SaveAsync(store, session => session.Events.Append(id, 1, Placed)));
        await using var session = store.LightweightSession();
        await Assert.ThrowsAsync<EventStreamUnexpectedMaxEventIdException>(() => session.Events.FetchForWriting<Order>(id, 7, Cancellation));
    }

    [Fact]
    public async Task An_archived_stream_takes_nothing()
    {
        await using var store = await database.StoreAsync();
        var id = Guid.CreateVersion7();
        await SaveAsync(store, session => session.Events.StartStream<Order>(id, Placed));
        await SaveAsync(store, session => session.QueueSqlCommand("update mt_streams set is_archived = true where id = $1", id));

        await Assert.ThrowsAsync<InvalidStreamOperationException>(() => SaveAsync(store, session => session.Events.Append(id, new OrderNoted("x"))));
    }

    [Fact]
    public async Task Of_many_writers_that_read_the_same_version_one_wins_and_plain_appends_all_win()
    {
        await using var store = await database.StoreAsync();
        var id = Guid.CreateVersion7();
        await SaveAsync(store, session => session.Events.StartStream<Order>(id, Placed));

        var sessions = Enumerable.Range(0, 8).Select(_ => store.LightweightSession()).ToList();
        foreach (var session in sessions)
        {
            var stream = await session.Events.FetchForWriting<Order>(id, Cancellation);
            stream.AppendOne(new OrderRaised(new(1)));
        }

        var outcomes = await Task.WhenAll(sessions.Select(async session =>
            await Record.ExceptionAsync(() => session.SaveChangesAsync(Cancellation))));
        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Equal(7, outcomes.Count(outcome => outcome is EventStreamUnexpectedMaxEventIdException));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SaveAsync(store, session => session.Events.Append(id, new OrderRaised(new(1))))));

        await using var query = store.QuerySession();
        Assert.Equal(new(121), (await query.LoadAsync<Order>(id, Cancellation))!.Quantity);
        Assert.Equal(22, (await query.Events.FetchStreamStateAsync(id, Cancellation))!.Version);
    }

    [Fact]
    public async Task Of_many_writers_that_found_no_stream_one_starts_it()
    {
        await using var store = await database.StoreAsync();
        var id = Guid.CreateVersion7();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using var session = store.LightweightSession();
            var stream = await session.Events.FetchForWriting<Order>(id, Cancellation);
            if (stream.Aggregate is not null)
            {
                return new ConcurrencyException("read after the winner");
            }

            stream.AppendOne(Placed);
            return await Record.ExceptionAsync(() => session.SaveChangesAsync(Cancellation));
        }));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.All(outcomes, outcome => Assert.True(outcome is null or ConcurrencyException));
    }

    [Fact]
    public async Task A_refused_document_takes_the_events_back()
    {
        await using var store = await database.StoreAsync();
        var id = Guid.CreateVersion7();

        await Assert.ThrowsAsync<NonExistentDocumentException>(() => SaveAsync(store, session =>
        {
            session.Events.StartStream<Order>(id, Placed);
            session.Update(new Tariff("none", new(1)));
        }));

        await using var query = store.QuerySession();
        Assert.Null(await query.Events.FetchStreamStateAsync(id, Cancellation));
        Assert.Null(await query.LoadAsync<Order>(id, Cancellation));
    }

    [Fact]
    public async Task What_is_not_registered_is_named()
    {
        await using var store = await database.StoreAsync();
        await using var session = store.LightweightSession();

        var unregistered = Assert.Throws<StoreException>(() => session.Events.Append(Guid.NewGuid(), new Box(Guid.NewGuid(), "")));
        Assert.Contains("AddEventType<Box>", unregistered.Message, StringComparison.Ordinal);
        Assert.Throws<StoreException>(() => session.Store(new Order(Guid.NewGuid(), default, Samples.Noon, default)));
        await Assert.ThrowsAsync<StoreException>(() => session.LoadAsync<Box>(Guid.NewGuid(), Cancellation));

        var id = Guid.CreateVersion7();
        await SaveAsync(store, other => other.Events.Append(id, Placed));
        await SaveAsync(store, other => other.QueueSqlCommand("update mt_events set type = 'order_lost'"));
        var unknown = await Assert.ThrowsAsync<UnknownEventTypeException>(() => session.Events.FetchStreamAsync(id, cancellation: Cancellation));
        Assert.Equal("order_lost", unknown.Alias);
    }

    static async Task SaveAsync(DocumentStore store, Action<IDocumentSession> change)
    {
        await using var session = store.LightweightSession();
        change(session);
        await session.SaveChangesAsync(Cancellation);
    }
}
