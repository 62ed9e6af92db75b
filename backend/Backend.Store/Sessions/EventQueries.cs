using LocalEnergyMarket.Backend.Store.Events;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Store.Sessions;

class EventQueries(QuerySession session) : IQueryEventStore
{
    const string StreamSql = $"""
        select {EventReader.Columns} from mt_events
        where stream_id = $1 and version <= $2 and is_archived = false order by version
        """;

    public async Task<IReadOnlyList<IEvent>> FetchStreamAsync(Guid streamId, long version = 0, CancellationToken cancellation = default) =>
        await session.ReadAsync(
            command => FillStream(command, streamId, version),
            reader => EventReader.Read(session.Options.Events, reader),
            cancellation);

    public async Task<StreamState?> FetchStreamStateAsync(Guid streamId, CancellationToken cancellation = default) =>
        (await session.ReadAsync(
            command =>
            {
                command.CommandText = """select coalesce(version, 0), type, "timestamp", created, is_archived from mt_streams where id = $1""";
                command.Parameters.Add(new() { Value = streamId });
            },
            reader => new StreamState(
                streamId,
                reader.GetInt64(0),
                reader.IsDBNull(1) ? null : reader.GetString(1),
                reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetFieldValue<DateTimeOffset>(3),
                reader.GetBoolean(4)),
            cancellation)).FirstOrDefault();

    public async Task<T?> AggregateStreamAsync<T>(Guid streamId, long version = 0, CancellationToken cancellation = default)
        where T : class =>
        (T?)session.Options.Projections.OfStream(typeof(T)).Fold(streamId, null, await FetchStreamAsync(streamId, version, cancellation));

    internal static void FillStream(NpgsqlCommand command, Guid streamId, long version)
    {
        command.CommandText = StreamSql;
        command.Parameters.Add(new() { Value = streamId });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Bigint, Value = version == 0 ? long.MaxValue : version });
    }
}
