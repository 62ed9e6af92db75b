using LocalEnergyMarket.Backend.Store.Documents;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Store.Commits;

/// <summary>The second half of a commit: one statement for all new streams, all advanced ones, all events, and for each table's documents.</summary>
static class WriteSql
{
    const string NewStreams = """
        insert into mt_streams (id, type, version, "timestamp", created, tenant_id, is_archived)
        select u.id, u.type, u.version, $4, $4, '*DEFAULT*', false from unnest($1, $2, $3) as u(id, type, version) order by u.id
        """;

    const string AdvancedStreams = """
        update mt_streams s set version = u.version, "timestamp" = $3 from unnest($1, $2) as u(id, version) where s.id = u.id
        """;

    const string Events = """
        insert into mt_events (seq_id, id, stream_id, version, data, type, "timestamp", tenant_id, mt_dotnet_type, is_archived)
        select nextval('mt_events_sequence'), e.id, e.stream_id, e.version, e.data, e.type, $7, '*DEFAULT*', e.dotnet_type, false
        from (
          select * from unnest($1, $2, $3, $4, $5, $6) with ordinality as u(id, stream_id, version, data, type, dotnet_type, n) order by u.n) e
        returning seq_id
        """;

    public static void Fill(NpgsqlBatch batch, MergedWrite write)
    {
        var streams = write.Streams.ToLookup(stream => stream.IsNew);
        var now = write.Timestamp.ToUniversalTime();
        if (streams[true].ToList() is { Count: > 0 } created)
        {
            batch.BatchCommands.Add(new(NewStreams)
            {
                Parameters =
                {
                    Array(NpgsqlDbType.Uuid, created.Select(stream => stream.Id).ToArray()),
                    Array(NpgsqlDbType.Varchar, created.Select(stream => stream.Type).ToArray()),
                    Array(NpgsqlDbType.Bigint, created.Select(stream => stream.Version).ToArray()),
                    new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = now },
                },
            });
        }

        if (streams[false].ToList() is { Count: > 0 } advanced)
        {
            batch.BatchCommands.Add(new(AdvancedStreams)
            {
                Parameters =
                {
                    Array(NpgsqlDbType.Uuid, advanced.Select(stream => stream.Id).ToArray()),
                    Array(NpgsqlDbType.Bigint, advanced.Select(stream => stream.Version).ToArray()),
                    new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = now },
                },
            });
        }

        if (write.Events.Count > 0)
        {
            batch.BatchCommands.Add(new(Events)
            {
                Parameters =
                {
                    Array(NpgsqlDbType.Uuid, write.Events.Select(e => e.Id).ToArray()),
                    Array(NpgsqlDbType.Uuid, write.Events.Select(e => e.StreamId).ToArray()),
                    Array(NpgsqlDbType.Bigint, write.Events.Select(e => e.Version).ToArray()),
                    Array(NpgsqlDbType.Jsonb, write.Events.Select(e => e.Json!).ToArray()),
                    Array(NpgsqlDbType.Varchar, write.Events.Select(e => e.Mapping.Alias).ToArray()),
                    Array(NpgsqlDbType.Varchar, write.Events.Select(e => e.Mapping.DotNetTypeName).ToArray()),
                    new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = now },
                },
            });
        }

        foreach (var table in write.Documents.GroupBy(document => document.Key.Mapping).OrderBy(table => table.Key.Alias, StringComparer.Ordinal))
        {
            foreach (var command in DocumentWriteSql.Commands(table.Key, [.. table]))
            {
                batch.BatchCommands.Add(command);
            }
        }
    }

    /// <summary>Tells the events their numbers; the reader stands anywhere before their result. Reads to the end, where errors are.</summary>
    public static async Task ReadAsync(NpgsqlDataReader reader, MergedWrite write, CancellationToken cancellation)
    {
        var sequences = new List<long>(write.Events.Count);
        do
        {
            // The events' statement is the only one that gives bigints.
            while (await reader.ReadAsync(cancellation))
            {
                if (write.Events.Count > 0 && reader.GetFieldType(0) == typeof(long) && sequences.Count < write.Events.Count)
                {
                    sequences.Add(reader.GetInt64(0));
                }
            }
        }
        while (await reader.NextResultAsync(cancellation));
        sequences.Sort();
        for (var i = 0; i < write.Events.Count; i++)
        {
            write.Events[i].Sequence = sequences[i];
        }
    }

    static NpgsqlParameter Array(NpgsqlDbType type, Array values) => new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values };
}
