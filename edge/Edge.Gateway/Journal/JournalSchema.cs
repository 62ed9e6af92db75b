using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

static class JournalSchema
{
    const long Version = 3;

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
    internal const string Reports = """
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

    /// <summary>
    /// Version 3: readings lie by what they are worth (<see cref="ReadingRank"/>), so that giving some up frees whole pages; what was given up and what
    /// became of the clock is written down.
    /// </summary>
    const string Bounds = """
        CREATE TABLE ranked_reading (
            rank INTEGER NOT NULL, id INTEGER NOT NULL,
            meter_index INTEGER NOT NULL, meter_serial TEXT NOT NULL, register INTEGER NOT NULL,
            time_ms INTEGER NOT NULL, value INTEGER NOT NULL, quality INTEGER NOT NULL, PRIMARY KEY (rank, id)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO ranked_reading
            SELECT CASE WHEN register NOT IN (1, 2) OR quality = 6 THEN 0 WHEN time_ms % 900000 = 0 THEN 2 ELSE 1 END,
                id, meter_index, meter_serial, register, time_ms, value, quality FROM reading;
        DROP TABLE reading;
        ALTER TABLE ranked_reading RENAME TO reading;
        ALTER TABLE counter ADD COLUMN time_ms INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE gap (
            id INTEGER PRIMARY KEY, meter_index INTEGER NOT NULL, meter_serial TEXT NOT NULL, register INTEGER NOT NULL,
            reason INTEGER NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, count INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX gap_meter ON gap (meter_serial, register);
        CREATE TABLE clock_change (
            id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, time_ms INTEGER NOT NULL, step_ms INTEGER NOT NULL, before_reading INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX batch_waiting ON batch (sequence) WHERE state = 0;
        PRAGMA user_version = 3;
        """;

    /// <summary>Brings an open file to this version.</summary>
    public static void Apply(SqliteConnection connection, string path)
    {
        using var transaction = connection.BeginTransaction();
        var version = Sql.Scalar(transaction, "PRAGMA user_version");
        if (version is < 0 or > Version)
        {
            throw new JournalException(string.Create(
                CultureInfo.InvariantCulture, $"The journal '{path}' has version {version}, this software knows version {Version}: install the newer software."));
        }

        foreach (var step in new[] { Tables, Reports, Bounds }.Skip((int)version))
        {
            Sql.Execute(transaction, step);
        }

        transaction.Commit();
    }
}
