using LocalEnergyMarket.Protos.Wire.Signing;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace LocalEnergyMarket.EndToEnd;

/// <summary>What boxes and backend have written down, read from their own files and tables.</summary>
static class Ledger
{
    /// <summary>The batches the backend has of a box: hash by sequence.</summary>
    public static async Task<SortedDictionary<long, string>> OfBackendAsync(string database, string boxId, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(database, cancellation);
        await using var command = new NpgsqlCommand("select sequence, encode(hash, 'hex') from lem.batch_ledger where box = $1", connection) { Parameters = { new() { Value = Guid.Parse(boxId) } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var batches = new SortedDictionary<long, string>();
        while (await reader.ReadAsync(cancellation))
        {
            batches[reader.GetInt64(0)] = reader.GetString(1);
        }

        return batches;
    }

    /// <summary>What a box's report on a timeslot may commit to, one for each batch the backend has of it; in hex.</summary>
    public static async Task<IReadOnlyList<string>> CommitmentsAsync(string database, string boxId, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(database, cancellation);
        await using var command = new NpgsqlCommand("select sequence, hash, signature from lem.batch_ledger where box = $1", connection) { Parameters = { new() { Value = Guid.Parse(boxId) } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var commitments = new List<string>();
        while (await reader.ReadAsync(cancellation))
        {
            commitments.Add(Convert.ToHexStringLower(BatchChainCommitment.Of((ulong)reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2))));
        }

        return commitments;
    }

    /// <summary>The batches in the box's journal; the box must have ended, it shares its journal with nobody.</summary>
    public static SortedDictionary<long, string> OfBox(string journal)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = journal, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sequence, lower(hex(hash)) FROM batch";
        using var reader = command.ExecuteReader();
        var batches = new SortedDictionary<long, string>();
        while (reader.Read())
        {
            batches[reader.GetInt64(0)] = reader.GetString(1);
        }

        return batches;
    }

    public static async Task<long> CountAsync(string database, string sql, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(database, cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }

    static async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        return connection;
    }
}
