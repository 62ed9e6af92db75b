using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>Statements with parameters $p0, $p1, ….</summary>
static class Sql
{
    /// <returns>How many rows it changed.</returns>
    public static int Execute(SqliteTransaction transaction, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(transaction, sql, values);
        return command.ExecuteNonQuery();
    }

    public static SqliteDataReader Query(SqliteTransaction transaction, string sql, params ReadOnlySpan<object> values) => Command(transaction, sql, values).ExecuteReader();

    /// <summary>The one whole number of the answer; 0 where it is null.</summary>
    public static long Scalar(SqliteTransaction transaction, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(transaction, sql, values);
        return command.ExecuteScalar() is long value ? value : 0;
    }

    static SqliteCommand Command(SqliteTransaction transaction, string sql, ReadOnlySpan<object> values)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"$p{i}"), values[i]);
        }

        return command;
    }
}
