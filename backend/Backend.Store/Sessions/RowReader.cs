using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Sessions;

static class RowReader
{
    public static async Task<IReadOnlyList<TRow>> ReadAsync<TRow>(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        Action<NpgsqlCommand> fill,
        Func<NpgsqlDataReader, TRow> map,
        CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand { Connection = connection, Transaction = transaction };
        fill(command);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<TRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    public static Task<IReadOnlyList<TRow>> ReadAsync<TRow>(
        NpgsqlTransaction transaction, string sql, Func<NpgsqlDataReader, TRow> map, CancellationToken cancellation, params object[] values) =>
        ReadAsync(transaction.Connection!, transaction, sql, map, cancellation, values);

    public static Task<IReadOnlyList<TRow>> ReadAsync<TRow>(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        string sql,
        Func<NpgsqlDataReader, TRow> map,
        CancellationToken cancellation,
        params object[] values) =>
        ReadAsync(
            connection,
            transaction,
            command =>
            {
                command.CommandText = sql;
                foreach (var value in values)
                {
                    command.Parameters.Add(new() { Value = value });
                }
            },
            map,
            cancellation);
}
