using System.Runtime.InteropServices;
using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Store.Projections.Rebuilding;

/// <summary>What an aggregate is so far; null once a deleting event came.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct ShadowRow(object? State, long Version);

/// <summary>
/// The documents made anew, in a table that only this session sees and that ends with it: nothing is left of a rebuild that dies.
/// </summary>
sealed class ShadowTable(Aggregation aggregation)
{
    const string Name = "pg_temp.rebuilt";

    readonly DocumentMapping _mapping = aggregation.Snapshot!;
    bool _isEmpty = true;

    public Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        ExecuteAsync(connection, null, $"create temp table rebuilt (id {_mapping.IdSqlType} primary key, data jsonb, version bigint not null)", cancellation);

    public static async Task DropAsync(NpgsqlConnection connection)
    {
        try
        {
            await ExecuteAsync(connection, null, $"drop table if exists {Name}", CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The session is gone, and its table with it.
        }
    }

    public async Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Dictionary<object, ShadowRow> states, CancellationToken cancellation)
    {
        foreach (var chunk in states.Chunk(5_000))
        {
            await using var command = new NpgsqlCommand(
                $"insert into {Name} select * from unnest($1, $2, $3) on conflict (id) do update set data = excluded.data, version = excluded.version", connection, transaction);
            command.Parameters.Add(_mapping.IdArray([.. chunk.Select(row => row.Key)]));
            command.Parameters.Add(new()
            {
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
                Value = chunk.Select(row => row.Value.State is { } state ? StoreJson.Serialize(state) : null).ToArray(),
            });
            command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = chunk.Select(row => row.Value.Version).ToArray() });
            await command.ExecuteNonQueryAsync(cancellation);
            _isEmpty = false;
        }
    }

    /// <summary>Brings back those that are asked for and not in memory.</summary>
    public async Task FetchAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, Dictionary<object, ShadowRow> states, IEnumerable<object> ids, CancellationToken cancellation)
    {
        if (_isEmpty)
        {
            return;
        }

        var rows = await RowReader.ReadAsync(
            connection,
            transaction,
            command =>
            {
                command.CommandText = $"select id, data, version from {Name} where id = any($1)";
                command.Parameters.Add(_mapping.IdArray([.. ids.Where(id => !states.ContainsKey(id))]));
            },
            reader => (
                Id: _mapping.ReadId(reader, 0),
                Row: new ShadowRow(reader.IsDBNull(1) ? null : StoreJson.Deserialize(aggregation.Type, reader.GetString(1)), reader.GetInt64(2))),
            cancellation);
        foreach (var (id, row) in rows)
        {
            states[id] = row;
        }
    }

    /// <summary>Writes only what differs, and removes what is no more; readers see the old until the transaction ends.</summary>
    public async Task MergeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var names = string.Concat(_mapping.Duplicated.Select(member => $", {member.Column}"));
        var values = string.Concat(_mapping.Duplicated.Select(member => $", (data ->> '{member.JsonName}')::{member.SqlType}"));
        var assignments = string.Concat(_mapping.Duplicated.Select(member => $", {member.Column} = excluded.{member.Column}"));
        await ExecuteAsync(connection, transaction, $"""
            delete from {_mapping.Table} d where not exists (select from {Name} r where r.id = d.id and r.data is not null);
            insert into {_mapping.Table} as d (id, data, mt_dotnet_type, mt_version, mt_last_modified{names})
            select id, data, '{_mapping.DotNetTypeName}', version, transaction_timestamp(){values} from {Name} where data is not null order by id
            on conflict (id) do update set data = excluded.data, mt_version = excluded.mt_version, mt_dotnet_type = excluded.mt_dotnet_type,
              mt_last_modified = excluded.mt_last_modified{assignments}
            where d.data is distinct from excluded.data or d.mt_version is distinct from excluded.mt_version
            """, cancellation);
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
