using Npgsql;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>Stores what a batch says besides readings. Both are rare.</summary>
static class BatchNotesWrite
{
    const string GapSql = """
        insert into reading_gaps (meter_key, register, from_ts, to_ts, readings, reason, sequence, received_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    const string ChangeSql = "insert into clock_events (box, sequence, place, kind, ts, step_ms) values ($1, $2, $3, $4, $5, $6)";

    public static async Task WriteAsync(
        NpgsqlTransaction transaction, Guid box, ulong sequence, BatchCheck check, IReadOnlyDictionary<string, int> keys, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var rows = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var gap in check.Gaps)
        {
            rows.BatchCommands.Add(Command(GapSql, keys[gap.MeterSerial], (short)gap.Register, gap.From, gap.To, gap.Count, (short)gap.Reason, (long)sequence, now));
        }

        for (var place = 0; place < check.ClockChanges.Count; place++)
        {
            var change = check.ClockChanges[place];
            rows.BatchCommands.Add(Command(ChangeSql, box, (long)sequence, place, (short)change.Kind, change.At, (long)change.Step.TotalMilliseconds));
        }

        if (rows.BatchCommands.Count > 0)
        {
            await rows.ExecuteNonQueryAsync(cancellation);
        }
    }

    static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
