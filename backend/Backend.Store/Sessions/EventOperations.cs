using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Projections;

namespace LocalEnergyMarket.Backend.Store.Sessions;

sealed class EventOperations(DocumentSession session, UnitOfWork work) : EventQueries(session), IEventStoreOperations
{
    public void StartStream<T>(Guid id, params IEnumerable<object> events)
        where T : class
    {
        var wrapped = Wrap(id, events);
        if (wrapped.Count == 0)
        {
            throw new StoreException($"Stream {id} cannot be started without an event.");
        }

        work.Start(id, typeof(T)).Events.AddRange(wrapped);
    }

    public void Append(Guid id, params IEnumerable<object> events)
    {
        if (Wrap(id, events) is { Count: > 0 } wrapped)
        {
            work.Stream(id).Events.AddRange(wrapped);
        }
    }

    public void Append(Guid id, long expectedVersion, params IEnumerable<object> events)
    {
        var wrapped = Wrap(id, events);
        ArgumentOutOfRangeException.ThrowIfLessThan(expectedVersion, wrapped.Count);
        if (wrapped.Count == 0)
        {
            return;
        }

        var action = work.Stream(id);
        action.Expect(expectedVersion - wrapped.Count);
        action.Events.AddRange(wrapped);
    }

    public async Task<IEventStream<T>> FetchForWriting<T>(Guid id, CancellationToken cancellation)
        where T : class
    {
        var (aggregate, version) = await ReadAsync<T>(id, cancellation);
        return new EventStream<T>(id, aggregate, version, Begin, Wrap);

        StreamAction Begin()
        {
            var action = work.Stream(id, version == 0 ? typeof(T) : null);
            action.Expect(version);
            action.Fetched ??= new(typeof(T), aggregate);
            return action;
        }
    }

    public async Task<IEventStream<T>> FetchForWriting<T>(Guid id, long expectedVersion, CancellationToken cancellation)
        where T : class
    {
        var stream = await FetchForWriting<T>(id, cancellation);
        return stream.StartingVersion == expectedVersion
            ? stream
            : throw new EventStreamUnexpectedMaxEventIdException(id, expectedVersion, stream.StartingVersion);
    }

    async Task<(T? Aggregate, long Version)> ReadAsync<T>(Guid id, CancellationToken cancellation)
        where T : class
    {
        var aggregation = session.Options.Projections.OfStream(typeof(T));

        // What the daemon writes may be behind.
        if (aggregation is { Snapshot: { } snapshot, Lifecycle: SnapshotLifecycle.Inline })
        {
            // One statement, so that the state and the version are of one moment.
            var rows = await session.ReadAsync(
                command =>
                {
                    command.CommandText = $"select s.version, d.data from mt_streams s left join {snapshot.Table} d on d.id = s.id where s.id = $1";
                    command.Parameters.Add(new() { Value = id });
                },
                reader => (Version: reader.GetInt64(0), Data: reader.IsDBNull(1) ? null : reader.GetString(1)),
                cancellation);
            if (rows.Count == 0)
            {
                return (null, 0);
            }

            if (rows[0].Data is { } data)
            {
                return ((T)StoreJson.Deserialize(typeof(T), data), rows[0].Version);
            }
        }

        // A live aggregate, or a snapshot that was deleted or registered after the stream began.
        var events = await FetchStreamAsync(id, 0, cancellation);
        return ((T?)aggregation.Fold(id, null, events), events.Count == 0 ? 0 : events[^1].Version);
    }

    List<Event> Wrap(Guid id, IEnumerable<object> events) => [.. events.Select(data => Wrap(data, id))];

    Event Wrap(object data, Guid id) => session.Options.Events.Of(data.GetType()).Wrap(data, id, Guid.CreateVersion7());
}
