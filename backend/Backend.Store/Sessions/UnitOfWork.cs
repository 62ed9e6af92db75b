using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Projections;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Sessions;

/// <summary>What a session has queued.</summary>
sealed class UnitOfWork
{
    // What is larger would keep the others waiting.
    const int MostShared = 256;

    // In the order of the ids: two units of work that take the same streams never wait for each other in a circle.
    readonly SortedDictionary<Guid, StreamAction> _streams = [];
    readonly Dictionary<Aggregation, HashSet<object>> _idsOf = [];

    public IReadOnlyCollection<StreamAction> Streams => _streams.Values;

    public List<DocumentOperation> Documents { get; } = [];

    public List<NpgsqlBatchCommand> Commands { get; } = [];

    public List<Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task>> Enlisted { get; } = [];

    /// <summary>Events and documents, as a measure of the work.</summary>
    public int Weight => _streams.Values.Sum(stream => stream.Events.Count) + Documents.Count;

    /// <summary>Whether others' work may be written in the same transaction: nobody else's SQL runs in it.</summary>
    public bool CanShareTransaction => Commands.Count == 0 && Enlisted.Count == 0 && Weight <= MostShared;

    public bool IsEmpty => _streams.Count == 0 && Documents.Count == 0 && Commands.Count == 0 && Enlisted.Count == 0;

    public StreamAction Start(Guid id, Type aggregateType)
    {
        var action = new StreamAction(id, aggregateType, starts: true);
        return _streams.TryAdd(id, action) ? action : throw new ExistingStreamIdCollisionException(id);
    }

    public StreamAction Stream(Guid id, Type? aggregateType = null)
    {
        if (!_streams.TryGetValue(id, out var action))
        {
            _streams.Add(id, action = new(id, aggregateType, starts: false));
        }

        return action;
    }

    /// <summary>The documents that the events change; made once, on the caller's time, because a module says which.</summary>
    public IReadOnlyCollection<object> IdsOf(Aggregation aggregation) => _idsOf.TryGetValue(aggregation, out var ids) ? ids : [];

    /// <summary>Makes what is written, on the caller's time.</summary>
    public void Prepare(StoreOptions options)
    {
        foreach (var aggregation in options.Projections.Inline.Where(aggregation => aggregation.IsMultiStream))
        {
            _idsOf[aggregation] = [.. _streams.Values.SelectMany(stream => stream.Events).SelectMany(aggregation.IdsOf)];
        }

        foreach (var stream in _streams.Values)
        {
            stream.Events.ForEach(e => e.Serialize());
        }

        Documents.ForEach(operation => operation.Serialize());
    }

    public void Clear()
    {
        foreach (var stream in _streams.Values)
        {
            stream.IsSaved = true;
        }

        _streams.Clear();
        Documents.Clear();
        Commands.Clear();
        Enlisted.Clear();
    }
}
