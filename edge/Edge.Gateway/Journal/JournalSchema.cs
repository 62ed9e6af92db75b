using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

static class JournalSchema
{
    const long Version = 1;

    const string Tables = """
        CREATE TABLE reading (
            id INTEGER PRIMARY KEY,
            meter_index INTEGER NOT NULL, meter_serial TEXT NOT NULL, register INTEGER NOT NULL,
            time_ms INTEGER NOT NULL, value INTEGER NOT NULL, quality INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE batch (
            sequence INTEGER PRIMARY KEY, hash BLOB NOT NULL, content BLOB NOT NULL, signature BLOB NOT NULL,
            closed_ms INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0, detail TEXT
        ) STRICT;
        CREATE TABLE chain_start (
            one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER NOT NULL, hash BLOB NOT NULL
        ) STRICT;
        CREATE TABLE counter (
            meter_serial TEXT NOT NULL, register INTEGER NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (meter_serial, register)
        ) STRICT, WITHOUT ROWID;
        PRAGMA user_version = 1;
        """;

    /// <summary>Opens the file so that a commit is on the disk when it returns, and nobody else can open it.</summary>
    public static SqliteConnection Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        using var transaction = connection.BeginTransaction();
        var version = Scalar(connection, "PRAGMA user_version");
        if (version == 0)
        {
            Execute(connection, Tables);
        }
        else if (version != Version)
        {
            throw new JournalException(string.Create(
                CultureInfo.InvariantCulture, $"The journal '{path}' has version {version}, this software knows version {Version}: install the newer software."));
        }

        transaction.Commit();
        return connection;
    }

    static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
