using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Events;

static class EventReader
{
    public const string Columns = """seq_id, id, stream_id, version, data, type, "timestamp" """;

    public static Event Read(EventRegistry registry, NpgsqlDataReader reader)
    {
        var @event = registry.Read(reader.GetString(5), reader.GetString(4), reader.GetGuid(2), reader.GetGuid(1));
        @event.Sequence = reader.GetInt64(0);
        @event.Version = reader.GetInt64(3);
        @event.Timestamp = reader.GetFieldValue<DateTimeOffset>(6);
        return @event;
    }
}
