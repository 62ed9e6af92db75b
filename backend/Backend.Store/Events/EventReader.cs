using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Events;

static class EventReader
{
    public const string Columns = StoredEvent.Columns;

    public static Event Read(EventRegistry registry, NpgsqlDataReader reader) => StoredEvent.Read(reader).ToEvent(registry);
}
