using Google.Protobuf;
using LocalEnergyMarket.Protos.V1;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Fleet;

/// <summary>The orders to boxes in PostgreSQL: any backend takes one, the one that has the box's stream sends it, and its outcome is written once. On real time.</summary>
sealed class FleetOrders(NpgsqlDataSource database)
{
    /// <summary>Told with each order, to whoever listens.</summary>
    public const string Channel = "lem_box_order";

    const string Columns = "id, order_id, box, kind, detail, command, ordered_by, ordered_at, expires_at, sent_at, finished_at, state, result";

    static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    /// <summary>Takes an order. One that is there already stays as it is.</summary>
    /// <returns>The order as it stands, whoever gave it.</returns>
    public async Task<BoxOrderRow> PlaceAsync(
        Guid orderId, Guid box, string kind, string detail, BoxCommand command, string by, TimeSpan lasts, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(
            """
            insert into fleet_orders (order_id, box, kind, detail, command, ordered_by, ordered_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (order_id) do nothing
            """)
        {
            Parameters = { P(orderId), P(box), P(kind), P(detail), P(command.ToByteArray()), P(by), P(Now), P(Now + lasts) },
        });
        batch.BatchCommands.Add(new($"select pg_notify('{Channel}', '')"));
        batch.BatchCommands.Add(new($"select {Columns} from fleet_orders where order_id = $1") { Parameters = { P(orderId) } });
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        await rows.NextResultAsync(cancellation);
        await rows.ReadAsync(cancellation);
        return Row(rows);
    }

    public async Task<BoxOrderRow?> FindAsync(Guid orderId, CancellationToken cancellation) =>
        (await QueryAsync($"select {Columns} from fleet_orders where order_id = $1", [orderId], cancellation)).SingleOrDefault();

    /// <summary>Orders of these boxes that have no outcome, in the order they were given.</summary>
    public Task<IReadOnlyList<BoxOrderRow>> OpenOfAsync(IReadOnlyCollection<Guid> boxes, CancellationToken cancellation) =>
        QueryAsync($"select {Columns} from fleet_orders where box = any($1) and state in ('waiting', 'sent') order by id", [boxes.ToArray()], cancellation);

    /// <param name="box">Null: of all.</param>
    /// <param name="before">Those with a lower id.</param>
    public Task<IReadOnlyList<BoxOrderRow>> ListAsync(Guid? box, long before, int most, CancellationToken cancellation) => box is { } one
        ? QueryAsync($"select {Columns} from fleet_orders where id < $1 and box = $3 order by id desc limit $2", [before, most, one], cancellation)
        : QueryAsync($"select {Columns} from fleet_orders where id < $1 order by id desc limit $2", [before, most], cancellation);

    public Task SentAsync(long id, CancellationToken cancellation) =>
        ExecuteAsync("update fleet_orders set state = 'sent', sent_at = $2 where id = $1 and state = 'waiting'", [id, Now], cancellation);

    /// <summary>Writes down what a box says of an order of its own that has no outcome yet.</summary>
    /// <returns>False if there is none, or the result is not of this kind of order.</returns>
    public async Task<bool> RecordAsync(Guid box, BoxCommandResult result, CancellationToken cancellation)
    {
        if (!Guid.TryParse(result.CommandId, out var order) || KindsOf(result.OutcomeCase) is not { } kinds)
        {
            return false;
        }

        var state = result.OutcomeCase switch
        {
            BoxCommandResult.OutcomeOneofCase.Progress => "sent",
            BoxCommandResult.OutcomeOneofCase.Failure => "failed",
            _ => "done",
        };
        return await ExecuteAsync(
            """
            update fleet_orders set state = $3, result = $4, finished_at = case when $3 = 'sent' then null else $5 end, sent_at = coalesce(sent_at, $5)
            where order_id = $1 and box = $2 and state in ('waiting', 'sent') and kind = any($6)
            """,
            [order, box, state, result.ToByteArray(), Now, kinds],
            cancellation) > 0;
    }

    /// <summary>Gives up an order that nobody waits for any more.</summary>
    public Task GiveUpAsync(Guid orderId, CancellationToken cancellation) => ExecuteAsync(
        "update fleet_orders set state = 'expired', finished_at = $2 where order_id = $1 and state in ('waiting', 'sent')", [orderId, Now], cancellation);

    /// <summary>
    /// Ends the orders that came too late: those that no box has had, and those whose box has not been back for a week to say what came of it. Forgets what was
    /// only looked at.
    /// </summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        await ExecuteAsync(
            """
            update fleet_orders set state = 'expired', finished_at = $1
            where (state = 'waiting' and expires_at < $1) or (state = 'sent' and expires_at < $1 - interval '7 days')
            """,
            [Now],
            cancellation);
        await ExecuteAsync("delete from fleet_orders where kind in ('status', 'log') and ordered_at < $1 - interval '30 days'", [Now], cancellation);
    }

    static string[]? KindsOf(BoxCommandResult.OutcomeOneofCase outcome) => outcome switch
    {
        BoxCommandResult.OutcomeOneofCase.Status => ["status"],
        BoxCommandResult.OutcomeOneofCase.Log => ["log"],
        BoxCommandResult.OutcomeOneofCase.Done => ["restart"],
        BoxCommandResult.OutcomeOneofCase.Configuration => ["configuration"],
        BoxCommandResult.OutcomeOneofCase.Update => ["update"],
        BoxCommandResult.OutcomeOneofCase.Progress => ["restart", "configuration", "update"],
        BoxCommandResult.OutcomeOneofCase.Failure => ["status", "log", "restart", "configuration", "update"],
        _ => null,
    };

    async Task<IReadOnlyList<BoxOrderRow>> QueryAsync(string sql, object[] values, CancellationToken cancellation)
    {
        await using var command = Command(sql, values);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var found = new List<BoxOrderRow>();
        while (await rows.ReadAsync(cancellation))
        {
            found.Add(Row(rows));
        }

        return found;
    }

    async Task<int> ExecuteAsync(string sql, object[] values, CancellationToken cancellation)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    NpgsqlCommand Command(string sql, object[] values)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddRange(values.Select(P).ToArray());
        return command;
    }

    static NpgsqlParameter P(object value) => new() { Value = value };

    static BoxOrderRow Row(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetGuid(1),
        row.GetGuid(2),
        row.GetString(3),
        row.GetString(4),
        BoxCommand.Parser.ParseFrom(row.GetFieldValue<byte[]>(5)),
        row.GetString(6),
        row.GetFieldValue<DateTimeOffset>(7),
        row.GetFieldValue<DateTimeOffset>(8),
        row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9),
        row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10),
        Enum.Parse<BoxOrderState>(row.GetString(11), ignoreCase: true),
        row.IsDBNull(12) ? null : BoxCommandResult.Parser.ParseFrom(row.GetFieldValue<byte[]>(12)));
}
