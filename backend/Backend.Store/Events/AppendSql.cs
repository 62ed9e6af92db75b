using LocalEnergyMarket.Backend.Store.Documents;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Store.Events;

/// <summary>
/// One append to one stream in one statement: the stream's row is taken first and decides who is first; no row, no events. Numbers are
/// drawn in the order of the events.
/// </summary>
static class AppendSql
{
    const string Insert = """
        insert into mt_streams (id, type, version, "timestamp", created, tenant_id, is_archived)
        values ($1, $2, $3, $4, $4, '*DEFAULT*', false)
        on conflict (id) do
        """;

    const string OnlyNew = Insert + " nothing returning version";

    const string NewOrNext = Insert + """
         update set version = coalesce(mt_streams.version, 0) + $3, "timestamp" = $4 where not mt_streams.is_archived returning version
        """;

    const string OnlyAt = """
        update mt_streams set version = version + $3, "timestamp" = $4 where id = $1 and version = $9 and not is_archived returning version
        """;

    const string Events = """
        , appended as (
          insert into mt_events (seq_id, id, stream_id, version, data, type, "timestamp", tenant_id, mt_dotnet_type, is_archived)
          select nextval('mt_events_sequence'), e.id, $1, e.version, e.data, e.type, $4, '*DEFAULT*', e.dotnet_type, false
          from (
            select u.id, s.version - $3 + u.ordinality as version, u.data, u.type, u.dotnet_type
            from stream s, unnest($5, $6, $7, $8) with ordinality as u(id, data, type, dotnet_type, ordinality)
            order by u.ordinality) e
          returning seq_id, version)
        select s.version, (select array_agg(a.seq_id order by a.version) from appended a) from stream s
        """;

    public static NpgsqlBatchCommand Command(StreamAction action)
    {
        var head = action switch
        {
            { Starts: true } or { VersionBefore: 0 } => OnlyNew,
            { VersionBefore: null } => NewOrNext,
            _ => OnlyAt,
        };
        var type = action.AggregateType is { } aggregate ? DocumentMapping.AliasOf(aggregate) : null;
        var events = action.Events;
        var command = new NpgsqlBatchCommand($"with stream as ({head}){Events}")
        {
            Parameters =
            {
                new() { NpgsqlDbType = NpgsqlDbType.Uuid, Value = action.Id },
                new() { NpgsqlDbType = NpgsqlDbType.Varchar, Value = (object?)type ?? DBNull.Value },
                new() { NpgsqlDbType = NpgsqlDbType.Bigint, Value = (long)events.Count },
                new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = events[0].Timestamp.ToUniversalTime() },
                new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = events.Select(e => e.Id).ToArray() },
                new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb, Value = events.Select(e => StoreJson.Serialize(e.Data)).ToArray() },
                new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar, Value = events.Select(e => e.Mapping.Alias).ToArray() },
                new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar, Value = events.Select(e => e.Mapping.DotNetTypeName).ToArray() },
            },
        };
        if (action is { Starts: false, VersionBefore: > 0 and var version })
        {
            command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Bigint, Value = version });
        }

        return command;
    }

    /// <summary>Tells the events where they went; false if the stream's row was not as expected.</summary>
    public static async Task<bool> ReadAsync(StreamAction action, NpgsqlDataReader reader, CancellationToken cancellation)
    {
        if (!await reader.ReadAsync(cancellation))
        {
            return false;
        }

        var version = reader.GetInt64(0) - action.Events.Count;
        var sequences = reader.GetFieldValue<long[]>(1);
        for (var i = 0; i < action.Events.Count; i++)
        {
            action.Events[i].Version = version + i + 1;
            action.Events[i].Sequence = sequences[i];
        }

        return true;
    }

    /// <summary>Why an append took no row.</summary>
    public static async Task<StoreException> RefusalAsync(StreamAction action, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select version, is_archived from mt_streams where id = $1", connection, transaction)
        {
            Parameters = { new() { Value = action.Id } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var exists = await reader.ReadAsync(cancellation);
        return exists && reader.GetBoolean(1) ? new InvalidStreamOperationException(action.Id)
            : action.Starts ? new ExistingStreamIdCollisionException(action.Id)
            : new EventStreamUnexpectedMaxEventIdException(action.Id, action.VersionBefore ?? 0, exists ? reader.GetInt64(0) : 0);
    }
}
