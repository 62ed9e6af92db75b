using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Events;

/// <summary>An event as it stands in the table: one whose data cannot be read has a number all the same.</summary>
sealed record StoredEvent(long Sequence, Guid Id, Guid StreamId, long Version, string Json, string Alias, DateTimeOffset Timestamp)
{
    public const string Columns = """seq_id, id, stream_id, version, data, type, "timestamp" """;

    public static StoredEvent Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetInt64(3), reader.GetString(4), reader.GetString(5), reader.GetFieldValue<DateTimeOffset>(6));

    public Event ToEvent(EventRegistry registry)
    {
        var e = registry.Read(Alias, Json, StreamId, Id);
        e.Sequence = Sequence;
        e.Version = Version;
        e.Timestamp = Timestamp;
        return e;
    }
}
