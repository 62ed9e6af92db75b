using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

static class JournalSchema
{
    const long Version = 2;

    /// <summary>Version 1.</summary>
    internal const string Tables = """
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
        """;

    /// <summary>
    /// Version 2: what the box reports to the chain itself. Batches from before have the instant they were closed in place of their first
    /// reading's, which is not far behind it.
    /// </summary>
    const string Reports = """
        ALTER TABLE batch ADD COLUMN first_ms INTEGER NOT NULL DEFAULT 0;
        UPDATE batch SET first_ms = closed_ms;
        CREATE TABLE chain_position (
            chain TEXT PRIMARY KEY, event INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE chain_report (
            id INTEGER PRIMARY KEY, chain TEXT NOT NULL,
            event INTEGER NOT NULL, meter INTEGER NOT NULL, timeslot INTEGER NOT NULL, sequence INTEGER NOT NULL,
            made_ms INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0, detail TEXT,
            salt BLOB, content BLOB,
            transaction_bytes BLOB, signature TEXT, expires_ms INTEGER,
            UNIQUE (chain, event, timeslot)
        ) STRICT;
        CREATE INDEX chain_report_unfinished ON chain_report (chain, id) WHERE state = 0;
        PRAGMA user_version = 2;
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
        if (version is < 0 or > Version)
        {
            throw new JournalException(string.Create(
                CultureInfo.InvariantCulture, $"The journal '{path}' has version {version}, this software knows version {Version}: install the newer software."));
        }

        if (version == 0)
        {
            Execute(connection, Tables);
        }

        if (version < Version)
        {
            Execute(connection, Reports);
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
