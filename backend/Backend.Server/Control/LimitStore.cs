using LocalEnergyMarket.Protos.V1;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Control;

/// <summary>
/// Limits in PostgreSQL: any backend takes an order, the one that has the box's stream sends it, and what the box says is written down once. On the market's clock.
/// </summary>
sealed class LimitStore(NpgsqlDataSource database, TimeProvider market)
{
    /// <summary>Told with each order, to whoever listens.</summary>
    public const string Channel = "lem_limit";

    const int MostSteps = 200;

    const string Columns =
        "revision, id, box, meter_serial, meter_index, kind, limit_w, until, reason, ordered_by, ordered_at, release, state, set_w, applied_at, ended_at, failure";

    DateTime Now => market.GetUtcNow().UtcDateTime;

    /// <summary>Takes an order. One that is there already stays as it is.</summary>
    /// <returns>The limit of that id as it stands, whoever ordered it.</returns>
    public async Task<LimitRow> PlaceAsync(LimitOrder order, string by, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(
            $"""
            with placed as (
                insert into control_limits (id, box, meter_serial, meter_index, kind, limit_w, until, reason, ordered_by, ordered_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do nothing returning revision)
            insert into control_steps (revision, at, state, caller, detail) select revision, $10, 1, $9, $8 from placed
            """)
        {
            Parameters =
            {
                P(order.Id), P(order.Box), P(order.MeterSerial), P(order.MeterIndex), P((short)order.Kind), P(order.LimitW), P(order.Until.UtcDateTime), P(order.Reason), P(by), P(Now),
            },
        });
        batch.BatchCommands.Add(new($"select pg_notify('{Channel}', '')"));
        batch.BatchCommands.Add(new($"select {Columns} from control_limits where id = $1") { Parameters = { P(order.Id) } });
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        await rows.NextResultAsync(cancellation);
        await rows.ReadAsync(cancellation);
        return Row(rows);
    }

    /// <summary>Orders the end of a limit. One that has ended, or is to end already, stays as it is.</summary>
    /// <returns>The limit as it stands; null if there is none.</returns>
    public async Task<LimitRow?> ReleaseAsync(Guid id, string by, string reason, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(
            """
            with released as (update control_limits set release = true where id = $1 and state <= 4 and not release returning revision, state)
            insert into control_steps (revision, at, state, caller, detail) select revision, $2, state, $3, $4 from released
            """)
        {
            Parameters = { P(id), P(Now), P(by), P($"release ordered: {reason}") },
        });
        batch.BatchCommands.Add(new($"select pg_notify('{Channel}', '')"));
        batch.BatchCommands.Add(new($"select {Columns} from control_limits where id = $1") { Parameters = { P(id) } });
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        await rows.NextResultAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? Row(rows) : null;
    }

    /// <summary>Limits of these boxes that have not ended, the newest first: a box that gets an older one behind it does not touch its device for that.</summary>
    public Task<IReadOnlyList<LimitRow>> OpenOfAsync(IReadOnlyCollection<Guid> boxes, CancellationToken cancellation) =>
        QueryAsync($"select {Columns} from control_limits where box = any($1) and state <= 4 order by revision desc", [boxes.ToArray()], cancellation);

    /// <param name="box">Null: of all.</param>
    /// <param name="id">Null: all.</param>
    /// <param name="before">Those with a lower revision.</param>
    public Task<IReadOnlyList<LimitRow>> ListAsync(Guid? box, Guid? id, bool openOnly, long before, int most, CancellationToken cancellation) => QueryAsync(
        $"""
        select {Columns} from control_limits
        where revision < $1 and ($3 or box = $4) and ($5 or id = $6) and (not $7 or state <= 4) order by revision desc limit $2
        """,
        [before, most, box is null, box ?? Guid.Empty, id is null, id ?? Guid.Empty, openOnly],
        cancellation);

    /// <summary>What happened with limits: of each the last steps, in order.</summary>
    public async Task<ILookup<long, LimitStepRow>> StepsAsync(IReadOnlyCollection<long> revisions, CancellationToken cancellation)
    {
        await using var command = Command(
            $"""
            select revision, at, state, caller, detail from (
                select *, row_number() over (partition by revision order by id desc) as back from control_steps where revision = any($1)) last
            where back <= {MostSteps} order by revision, id
            """,
            [revisions.ToArray()]);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var steps = new List<LimitStepRow>();
        while (await rows.ReadAsync(cancellation))
        {
            steps.Add(new(rows.GetInt64(0), rows.GetFieldValue<DateTimeOffset>(1), (LimitState)rows.GetInt16(2), rows.GetString(3), rows.GetString(4)));
        }

        return steps.ToLookup(step => step.Revision);
    }

    public Task SentAsync(long revision, CancellationToken cancellation) => ExecuteAsync(
        """
        with sent as (update control_limits set state = 2 where revision = $1 and state = 1 returning revision)
        insert into control_steps (revision, at, state, caller, detail) select revision, $2, 2, '', '' from sent
        """,
        [revision, Now],
        cancellation);

    /// <summary>Writes down what a box says of a limit of its own that has not ended. What it said before is not written again.</summary>
    /// <returns>The limit as it stands then; null if the box has no such limit that is open.</returns>
    public async Task<LimitRow?> RecordAsync(Guid box, Guid id, LimitReport report, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var update = new NpgsqlCommand(
            $"""
            update control_limits l set
                state = $3, failure = $4, set_w = case when $5 > 0 then $5 else l.set_w end, applied_at = coalesce(l.applied_at, $6), ended_at = $7
            from (select revision, state, failure, set_w from control_limits where id = $1 and box = $2 and state <= 4 for update) before
            where l.revision = before.revision
            returning {string.Join(", ", Columns.Split(", ").Select(column => $"l.{column}"))}, before.state <> $3 or before.failure <> $4 or before.set_w <> l.set_w
            """,
            connection,
            transaction);
        update.Parameters.AddRange(new[]
        {
            P(id), P(box), P((short)report.State), P(report.Failure), P(report.SetW), Time(report.AppliedAt), Time(report.EndedAt),
        });
        LimitRow? row = null;
        var changed = false;
        await using (var rows = await update.ExecuteReaderAsync(cancellation))
        {
            if (await rows.ReadAsync(cancellation))
            {
                row = Row(rows);
                changed = rows.GetBoolean(17);
            }
        }

        if (changed)
        {
            await using var step = new NpgsqlCommand("insert into control_steps (revision, at, state, caller, detail) values ($1, $2, $3, '', $4)", connection, transaction);
            step.Parameters.AddRange(new[] { P(row!.Revision), P(Now), P((short)report.State), P(report.Detail) });
            await step.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return row;
    }

    /// <summary>Ends the limits whose boxes have not been back for a week after to say what came of them.</summary>
    public Task SweepAsync(CancellationToken cancellation) => ExecuteAsync(
        """
        with given_up as (
            update control_limits set state = 10, ended_at = until, failure = 'The box has not been heard of since.'
            where state <= 4 and until < $1 - interval '7 days' returning revision, failure)
        insert into control_steps (revision, at, state, caller, detail) select revision, $1, 10, '', failure from given_up
        """,
        [Now],
        cancellation);

    async Task<IReadOnlyList<LimitRow>> QueryAsync(string sql, object[] values, CancellationToken cancellation)
    {
        await using var command = Command(sql, values);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var found = new List<LimitRow>();
        while (await rows.ReadAsync(cancellation))
        {
            found.Add(Row(rows));
        }

        return found;
    }

    async Task ExecuteAsync(string sql, object[] values, CancellationToken cancellation)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    NpgsqlCommand Command(string sql, object[] values)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddRange(values.Select(P).ToArray());
        return command;
    }

    static NpgsqlParameter P(object value) => new() { Value = value };

    static NpgsqlParameter Time(DateTimeOffset? time) => new() { Value = (object?)time?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz };

    static LimitRow Row(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        new(
            row.GetGuid(1), row.GetGuid(2), row.GetString(3), row.GetInt32(4), (LimitKind)row.GetInt16(5), row.GetInt64(6), row.GetFieldValue<DateTimeOffset>(7), row.GetString(8)),
        row.GetString(9),
        row.GetFieldValue<DateTimeOffset>(10),
        row.GetBoolean(11),
        (LimitState)row.GetInt16(12),
        row.GetInt64(13),
        row.IsDBNull(14) ? null : row.GetFieldValue<DateTimeOffset>(14),
        row.IsDBNull(15) ? null : row.GetFieldValue<DateTimeOffset>(15),
        row.GetString(16));
}
