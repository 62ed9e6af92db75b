using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Projections;

namespace LocalEnergyMarket.Backend.Store.Commits;

/// <summary>The inline snapshots that follow from appends whose rows are held.</summary>
sealed class SnapshotStep(StoreOptions options, StoredRows rows, Func<Guid, long, Task<IReadOnlyList<Event>>> earlier)
{
    readonly Dictionary<(Aggregation Aggregation, object Id), (object? State, long Version)> _states = [];
    readonly Dictionary<(Aggregation Aggregation, object Id), (object? State, long Version)> _proposed = [];

    /// <summary>The snapshots of one unit of work, for the caller to take or to leave.</summary>
    public async Task<IReadOnlyList<DocumentWrite>> ComputeAsync(IReadOnlyCollection<StreamAction> actions)
    {
        _proposed.Clear();
        var writes = new List<DocumentWrite>();
        foreach (var aggregation in options.Projections.Inline)
        {
            if (aggregation.IsMultiStream)
            {
                writes.AddRange(OfStreams(aggregation, actions.SelectMany(action => action.Events)));
                continue;
            }

            foreach (var action in actions.Where(action => action.Events.Exists(aggregation.Handles)))
            {
                writes.Add(await OfStreamAsync(aggregation, action));
            }
        }

        return writes;
    }

    /// <summary>The unit of work was taken: the next one goes on from its states.</summary>
    public void Keep()
    {
        foreach (var (key, state) in _proposed)
        {
            _states[key] = state;
        }
    }

    async Task<DocumentWrite> OfStreamAsync(Aggregation aggregation, StreamAction action) =>
        Write(aggregation, action.Id, await BeforeAsync(aggregation, action), action.Events, action.Events[^1].Version, mustBeNew: false);

    IEnumerable<DocumentWrite> OfStreams(Aggregation aggregation, IEnumerable<Event> events)
    {
        var byId = events.SelectMany(e => aggregation.IdsOf(e).Select(id => (Id: id, Event: e))).GroupBy(pair => pair.Id, pair => pair.Event);
        foreach (var document in byId)
        {
            var key = (aggregation, document.Key);
            var isStored = rows.Snapshots.TryGetValue(key, out var stored);
            var (state, version) = _states.TryGetValue(key, out var known) ? known
                : isStored ? (StoreJson.Deserialize(aggregation.Type, stored.Json), stored.Version)
                : (null, 0);
            yield return Write(aggregation, document.Key, state, [.. document], version + document.Count(), mustBeNew: !isStored);
        }
    }

    DocumentWrite Write(Aggregation aggregation, object id, object? before, IReadOnlyList<Event> events, long version, bool mustBeNew)
    {
        var mapping = aggregation.Snapshot!;
        var state = aggregation.Fold(id, before, events);
        if (state is not null && !mapping.IdOf(state).Equals(id))
        {
            throw new StoreException($"The {mapping.DocumentType.Name} folded from events of {id} carries another id: for a snapshot, set it from the event's StreamId.");
        }

        _proposed[(aggregation, id)] = (state, version);
        return new(new(mapping, id), state is null ? null : StoreJson.Serialize(state), state, mustBeNew, version);
    }

    async Task<object?> BeforeAsync(Aggregation aggregation, StreamAction action)
    {
        if (_states.TryGetValue((aggregation, action.Id), out var known))
        {
            return known.State;
        }

        var first = action.Events[0].Version;
        if (first == 1)
        {
            return null;
        }

        if (action.VersionBefore is not null && action.Fetched?.Type == aggregation.Type)
        {
            return action.Fetched.Value;
        }

        // Without a snapshot: it was deleted, or registered after the stream began.
        return rows.Snapshots.TryGetValue((aggregation, action.Id), out var stored)
            ? StoreJson.Deserialize(aggregation.Type, stored.Json)
            : aggregation.Fold(action.Id, null, await earlier(action.Id, first - 1));
    }
}
