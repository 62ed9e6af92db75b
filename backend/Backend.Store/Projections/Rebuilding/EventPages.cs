using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Projections.Rebuilding;

/// <summary>All events of some types in their order, archived ones too: what was made of them when they were new is made again.</summary>
sealed class EventPages(StoreOptions options, IEnumerable<Type> types)
{
    const int Size = 5_000;

    readonly string[] _aliases = [.. types.Select(type => options.Events.Of(type).Alias)];

    /// <summary>The events above the floor, and how far they reach.</summary>
    public async Task<(IReadOnlyList<IEvent> Events, long Reached)> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, long floor, long ceiling, CancellationToken cancellation)
    {
        var events = await RowReader.ReadAsync(
            connection,
            transaction,
            $"select {EventReader.Columns} from mt_events where seq_id > $1 and seq_id <= $2 and type = any($3) order by seq_id limit $4",
            reader => EventReader.Read(options.Events, reader),
            cancellation,
            floor,
            ceiling,
            _aliases,
            Size);
        return (events, events.Count < Size ? ceiling : events[^1].Sequence);
    }
}
