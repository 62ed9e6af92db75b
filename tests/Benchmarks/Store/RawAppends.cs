using System.Text.Json;
using LocalEnergyMarket.Backend.Store;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Benchmarks.Store;

/// <summary>What the store is held against: the same rows by one prepared statement for each caller, without a store.</summary>
sealed class RawAppends(NpgsqlDataSource dataSource)
{
    const string Sql = """
        with stream as (update mt_streams set version = version + 1, "timestamp" = now() where id = $1 and version = $2 returning id, version)
        insert into mt_events (seq_id, id, stream_id, version, data, type, "timestamp", tenant_id, mt_dotnet_type, is_archived)
        select nextval('mt_events_sequence'), $3, id, version, $4, 'trip_moved', now(), '*DEFAULT*', 'TripMoved', false from stream returning seq_id
        """;

    public async Task StartAsync(Guid stream)
    {
        await using var command = dataSource.CreateCommand("insert into mt_streams (id, type, version) values ($1, null, 0)");
        command.Parameters.Add(new() { Value = stream });
        await command.ExecuteNonQueryAsync();
    }

    public async Task AppendAsync(Guid stream, long version, object @event)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters =
            {
                new() { Value = stream },
                new() { Value = version },
                new() { Value = Guid.CreateVersion7() },
                new() { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = JsonSerializer.Serialize(@event, StoreJson.Options) },
            },
        };
        if (await command.ExecuteScalarAsync() is not long)
        {
            throw new InvalidOperationException("Nobody else appends to this stream.");
        }
    }
}
