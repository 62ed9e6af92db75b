using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Events;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Sessions;

/// <summary>What a session has queued.</summary>
sealed class UnitOfWork
{
    // In the order of the ids: two units of work that take the same streams never wait for each other in a circle.
    readonly SortedDictionary<Guid, StreamAction> _streams = [];

    public IReadOnlyCollection<StreamAction> Streams => _streams.Values;

    public List<DocumentOperation> Documents { get; } = [];

    public List<NpgsqlBatchCommand> Commands { get; } = [];

    public List<Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task>> Enlisted { get; } = [];

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
