using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Sessions;

namespace LocalEnergyMarket.Backend.Store.Commits;

/// <summary>
/// Units of work put one behind the other on the rows as they are stored: each is taken whole or refused whole, as if it had a
/// transaction of its own, and what is left is what the last one leaves.
/// </summary>
sealed class MergedWrite(StoreOptions options, StoredRows rows, Func<Guid, long, Task<IReadOnlyList<Event>>> earlier)
{
    readonly SortedDictionary<Guid, StreamWrite> _streams = [];
    readonly Dictionary<DocumentKey, DocumentWrite> _documents = [];
    readonly SnapshotStep _snapshots = new(options, rows, earlier);
    readonly DateTimeOffset _now = Now(options.TimeProvider);

    public IReadOnlyCollection<StreamWrite> Streams => _streams.Values;

    public IReadOnlyCollection<DocumentWrite> Documents => _documents.Values;

    public List<Event> Events { get; } = [];

    public bool IsEmpty => Events.Count == 0 && _documents.Count == 0;

    public DateTimeOffset Timestamp => _now;

    /// <exception cref="StoreException">The unit is refused; nothing of it is taken. Anything else that a fold throws does the same.</exception>
    public async Task TakeAsync(UnitOfWork unit)
    {
        foreach (var action in unit.Streams)
        {
            Check(action);
        }

        var documents = Overlay(unit.Documents);
        foreach (var snapshot in await _snapshots.ComputeAsync(unit.Streams))
        {
            documents[snapshot.Key] = snapshot;
        }

        foreach (var action in unit.Streams)
        {
            Take(action);
        }

        foreach (var (key, write) in documents)
        {
            _documents[key] = write;
        }

        _snapshots.Keep();
    }

    void Check(StreamAction action)
    {
        var stored = Stored(action.Id);
        var version = _streams.TryGetValue(action.Id, out var written) ? written.Version : stored?.Version ?? 0;
        if (stored is { IsArchived: true })
        {
            throw new InvalidStreamOperationException(action.Id);
        }

        if (action.Starts && (stored is not null || written is not null))
        {
            throw new ExistingStreamIdCollisionException(action.Id);
        }

        if (action.VersionBefore is { } expected && expected != version)
        {
            throw new EventStreamUnexpectedMaxEventIdException(action.Id, expected, version);
        }

        for (var i = 0; i < action.Events.Count; i++)
        {
            action.Events[i].Version = version + i + 1;
            action.Events[i].Timestamp = _now;
        }
    }

    void Take(StreamAction action)
    {
        Events.AddRange(action.Events);
        var version = action.Events[^1].Version;
        _streams[action.Id] = _streams.TryGetValue(action.Id, out var written)
            ? written with { Version = version }
            : new(action.Id, Stored(action.Id) is null, action.AggregateType is { } type ? DocumentMapping.AliasOf(type) : null, version);
    }

    Dictionary<DocumentKey, DocumentWrite> Overlay(IReadOnlyList<DocumentOperation> operations)
    {
        var overlay = new Dictionary<DocumentKey, DocumentWrite>();
        foreach (var operation in operations)
        {
            var key = new DocumentKey(operation.Mapping, operation.Id);
            var before = overlay.GetValueOrDefault(key) ?? _documents.GetValueOrDefault(key);
            var exists = before is null ? rows.Documents.Contains(key) : before.Json is not null;
            switch (operation.Kind)
            {
                case DocumentOperationKind.Insert when exists:
                    throw new DocumentAlreadyExistsException(operation.Mapping.DocumentType, operation.Id);
                case DocumentOperationKind.Update when !exists:
                    throw new NonExistentDocumentException(operation.Mapping.DocumentType, operation.Id);
            }

            var mustBeNew = before?.MustBeNew ?? (operation.Kind == DocumentOperationKind.Insert && !exists);
            overlay[key] = new(key, operation.Json, operation.Document, mustBeNew, operation.Version);
        }

        return overlay;
    }

    StoredStream? Stored(Guid id) => rows.Streams.TryGetValue(id, out var stored) ? stored : null;

    // PostgreSQL keeps microseconds: what is folded now and what is read later must be the same instant.
    static DateTimeOffset Now(TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
