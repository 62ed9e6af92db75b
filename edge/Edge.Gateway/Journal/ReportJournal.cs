using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>
/// The box's memory of its reports to one chain: how far the chain's events were read, what was read for them, what was packed. In the
/// journal's file, and as durable.
/// </summary>
/// <param name="chain">Names chain, contract and account: another one has events and reports of its own.</param>
/// <param name="keep">For how long a finished report is kept: the backend may ask for what it commits to.</param>
public sealed class ReportJournal(BoxJournal journal, string chain, TimeSpan keep, TimeProvider real)
{
    /// <summary>What is unfinished so long has nobody who waits for it.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromDays(60);

    const string Columns =
        "id, event, meter, timeslot, sequence, made_ms, state, detail, salt, content, transaction_bytes, signature, expires_ms";

    /// <summary>The last of the contract's events that was looked at; 0 before the first.</summary>
    public ulong Position() => journal.Do(transaction =>
    {
        using var row = Sql.Query(transaction, "SELECT event FROM chain_position WHERE chain = $p0", chain);
        return row.Read() ? (ulong)row.GetInt64(0) : 0;
    });

    /// <summary>Events up to a position were looked at, and these are for this box: both or neither are written down.</summary>
    public void TakeIn(ulong position, IReadOnlyList<(ulong Event, uint Meter)> asked) => journal.Do(transaction =>
    {
        foreach (var (id, meter) in asked)
        {
            Enter(transaction, id, meter);
        }

        return Sql.Execute(
            transaction,
            "INSERT INTO chain_position VALUES ($p0, $p1) ON CONFLICT DO UPDATE SET event = excluded.event", chain, (long)position);
    });

    /// <summary>The report on an event; the same one whoever asks for it first.</summary>
    public ChainReport Enter(ulong eventId, uint meter) => journal.Do(transaction =>
    {
        Enter(transaction, eventId, meter);
        return Select(transaction, "event = $p1 AND timeslot = 0", (long)eventId)[0];
    });

    /// <summary>Writes down a report on a timeslot together with its signed transaction.</summary>
    public void EnterTimeslot(uint timeslot, ulong sequence, SealedReport packed) => journal.Do(transaction =>
    {
        Clean(transaction);
        return Sql.Execute(
            transaction,
            """
            INSERT OR REPLACE INTO chain_report (chain, event, meter, timeslot, sequence, made_ms, transaction_bytes, signature, expires_ms)
            VALUES ($p0, 0, 0, $p1, $p2, $p3, $p4, $p5, $p6)
            """,
            chain, (long)timeslot, (long)sequence, real.GetUtcNow().ToUnixTimeMilliseconds(),
            packed.Transaction.ToArray(), packed.Signature, packed.Expires.ToUnixTimeMilliseconds());
    });

    /// <summary>Reports that are not at their end, oldest first.</summary>
    public IReadOnlyList<ChainReport> Unfinished() => journal.Do(transaction => Select(transaction, "state = 0 ORDER BY id LIMIT 100"));

    /// <summary>The last batch that a timeslot's report covers, on the chain or on its way; 0 if none is known.</summary>
    public ulong CoveredSequence() => journal.Do(transaction =>
    {
        using var row = Sql.Query(
            transaction, "SELECT coalesce(max(sequence), 0) FROM chain_report WHERE chain = $p0 AND timeslot > 0 AND state < 2", chain);
        row.Read();
        return (ulong)row.GetInt64(0);
    });

    public void KeepOpening(long id, ReportOpening opening) => journal.Do(transaction => Sql.Execute(
        transaction, "UPDATE chain_report SET salt = $p1, content = $p2 WHERE id = $p0", id, opening.Salt.ToArray(), opening.Content.ToArray()));

    /// <summary>To be called before the transaction is sent.</summary>
    public void KeepSealed(long id, SealedReport packed) => journal.Do(transaction => Sql.Execute(
        transaction,
        "UPDATE chain_report SET transaction_bytes = $p1, signature = $p2, expires_ms = $p3 WHERE id = $p0",
        id, packed.Transaction.ToArray(), packed.Signature, packed.Expires.ToUnixTimeMilliseconds()));

    public void Finish(long id, ReportState state, string detail = "") => journal.Do(transaction => Sql.Execute(
        transaction, "UPDATE chain_report SET state = $p1, detail = $p2 WHERE id = $p0 AND state = 0", id, (int)state, detail));

    /// <summary>Forgets a timeslot's report that never got into a block: a later one takes its place.</summary>
    public void Forget(long id) => journal.Do(transaction => Sql.Execute(transaction, "DELETE FROM chain_report WHERE id = $p0 AND timeslot > 0", id));

    void Enter(SqliteTransaction transaction, ulong eventId, uint meter)
    {
        Clean(transaction);
        Sql.Execute(
            transaction,
            "INSERT INTO chain_report (chain, event, meter, timeslot, sequence, made_ms) VALUES ($p0, $p1, $p2, 0, 0, $p3) ON CONFLICT DO NOTHING",
            chain, (long)eventId, meter, real.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>Deletes what is old; the last timeslot's report stays, because it says what is covered.</summary>
    void Clean(SqliteTransaction transaction)
    {
        var now = real.GetUtcNow();
        Sql.Execute(
            transaction,
            """
            DELETE FROM chain_report WHERE (made_ms < $p0 AND state <> 0 OR made_ms < $p1)
            AND id NOT IN (SELECT max(id) FROM chain_report WHERE timeslot > 0 AND state = 1 GROUP BY chain)
            """,
            (now - keep).ToUnixTimeMilliseconds(), (now - Longest).ToUnixTimeMilliseconds());
    }

    List<ChainReport> Select(SqliteTransaction transaction, string condition, params ReadOnlySpan<object> values)
    {
        using var row = Sql.Query(transaction, $"SELECT {Columns} FROM chain_report WHERE chain = $p0 AND {condition}", [chain, .. values]);
        var reports = new List<ChainReport>();
        while (row.Read())
        {
            reports.Add(new(
                (ulong)row.GetInt64(1), (uint)row.GetInt64(2), (uint)row.GetInt64(3), (ulong)row.GetInt64(4), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)))
            {
                Id = row.GetInt64(0),
                State = (ReportState)row.GetInt32(6),
                Detail = row.IsDBNull(7) ? null : row.GetString(7),
                Opening = row.IsDBNull(8) ? null : new ReportOpening(row.GetFieldValue<byte[]>(8), row.GetFieldValue<byte[]>(9)),
                Sealed = row.IsDBNull(10)
                    ? null
                    : new SealedReport(row.GetFieldValue<byte[]>(10), row.GetString(11), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(12))),
            });
        }

        return reports;
    }
}
