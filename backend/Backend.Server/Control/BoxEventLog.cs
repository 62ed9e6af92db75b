using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Protos.V1;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Control;

/// <summary>What boxes say happened at them, each once however often it was sent. On the market's clock.</summary>
sealed class BoxEventLog(NpgsqlDataSource database, TimeProvider market)
{
    /// <returns>False if it was there already.</returns>
    public async Task<bool> RecordAsync(Guid box, Guid id, BoxEvent happened, CancellationToken cancellation)
    {
        await using var insert = database.CreateCommand(
            "insert into control_events (box, event_id, event, recorded_at) values ($1, $2, $3, $4) on conflict (box, event_id) do nothing");
        insert.Parameters.AddRange(new[] { P(box), P(id), P(happened.ToByteArray()), P(market.GetUtcNow().UtcDateTime) });
        return await insert.ExecuteNonQueryAsync(cancellation) > 0;
    }

    /// <summary>The newest first, each with its place.</summary>
    public async Task<IReadOnlyList<(long Place, RecordedBoxEvent Event)>> ListAsync(Guid? box, long before, int most, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand(
            "select id, box, event, recorded_at from control_events where id < $1 and ($3 or box = $4) order by id desc limit $2");
        select.Parameters.AddRange(new[] { P(before), P(most), P(box is null), P(box ?? Guid.Empty) });
        await using var rows = await select.ExecuteReaderAsync(cancellation);
        var events = new List<(long, RecordedBoxEvent)>();
        while (await rows.ReadAsync(cancellation))
        {
            events.Add((rows.GetInt64(0), new()
            {
                BoxId = rows.GetGuid(1).ToString(),
                Event = BoxEvent.Parser.ParseFrom(rows.GetFieldValue<byte[]>(2)),
                RecordedAt = rows.GetFieldValue<DateTimeOffset>(3).ToTimestamp(),
            }));
        }

        return events;
    }

    static NpgsqlParameter P(object value) => new() { Value = value };
}
