using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Sessions;

namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>An aggregate whose documents the daemon keeps.</summary>
sealed class AggregateProjection(Aggregation aggregation) : IProjection
{
    public Aggregation Aggregation => aggregation;

    public string Name => aggregation.Name;

    public IReadOnlyCollection<Type> EventTypes => aggregation.EventTypes;

    public async Task ApplyAsync(IDocumentSession operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var session = (DocumentSession)operations;
        var byId = new Dictionary<object, List<IEvent>>();
        foreach (var e in events)
        {
            foreach (var id in aggregation.IdsOf(e))
            {
                (byId.TryGetValue(id, out var list) ? list : byId[id] = []).Add(e);
            }
        }

        var states = await session.LoadAsync(aggregation.Snapshot!, byId.Keys, cancellation);
        foreach (var (id, own) in byId)
        {
            session.Project(aggregation.Snapshot!, id, aggregation.Fold(id, states.GetValueOrDefault(id), own), VersionOf(aggregation, own[^1]));
        }
    }

    /// <summary>As in Marten: the stream's version, or of several streams the last event's number.</summary>
    public static long VersionOf(Aggregation aggregation, IEvent last) => aggregation.IsMultiStream ? last.Sequence : last.Version;
}
