using System.Runtime.CompilerServices;
using LocalEnergyMarket.Protos.Quantities;
using Npgsql;

namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>Reads curves and lays them out by timeslot.</summary>
sealed class CurveRows(NpgsqlDataSource database)
{
    const string Sql = """
        select u.unit_number, c.day, c.direction, c.quantile, c.wh, c.status, c.set_id, s.source, s.kind, s.believed_at, s.document
        from forecast_units u join forecast_curves c using (unit_key) join forecast_sets s using (set_id)
        where u.unit_number = any($1) and c.day between $2 and $3 and s.believed_at <= $4 and s.kind = any($5) and ($6 is null or s.source = $6)
        order by u.unit_number collate "C", c.day, s.believed_at desc, c.set_id, c.direction, c.quantile
        """;

    static readonly Direction[] Directions = [Direction.Production, Direction.Consumption];

    /// <summary>Ordered by unit, timeslot and direction. One day of one unit is held in memory at a time.</summary>
    public async IAsyncEnumerable<SlotBeliefs> ReadAsync(BeliefQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (query.To <= query.From || query.UnitNumbers.Count == 0)
        {
            yield break;
        }

        await using var command = Command(query);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellation))
        {
            var row = Read(reader);
            if (rows.Count > 0 && (rows[0].Unit != row.Unit || rows[0].Day != row.Day))
            {
                foreach (var slot in LayOut(rows, query))
                {
                    yield return slot;
                }

                rows.Clear();
            }

            rows.Add(row);
        }

        foreach (var slot in LayOut(rows, query))
        {
            yield return slot;
        }
    }

    NpgsqlCommand Command(BeliefQuery query)
    {
        var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = query.UnitNumbers.ToArray() });
        command.Parameters.Add(new() { Value = UtcDay.Of(query.From) });
        command.Parameters.Add(new() { Value = UtcDay.Of(query.To.Plus(-1)) });
        command.Parameters.Add(new() { Value = query.BelievedUntil.UtcDateTime });
        command.Parameters.Add(new() { Value = query.Kinds.Select(kind => (short)kind).ToArray() });
        command.Parameters.Add(new() { Value = (object?)query.Source ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        return command;
    }

    static Row Read(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetFieldValue<DateOnly>(1), (Direction)reader.GetInt16(2), reader.GetInt16(3), reader.GetFieldValue<long?[]>(4),
        reader.IsDBNull(5) ? null : reader.GetFieldValue<short[]>(5), reader.GetInt64(6), reader.GetString(7), (ForecastKind)reader.GetInt16(8),
        reader.GetFieldValue<DateTimeOffset>(9), reader.IsDBNull(10) ? null : reader.GetString(10));

    static IEnumerable<SlotBeliefs> LayOut(List<Row> rows, BeliefQuery query)
    {
        if (rows.Count == 0)
        {
            yield break;
        }

        var first = UtcDay.FirstOf(rows[0].Day);
        var curves = rows.GroupBy(row => (row.Direction, row.Set)).ToLookup(curve => curve.Key.Direction, curve => curve.ToArray());
        for (var i = 0; i < UtcDay.Slots; i++)
        {
            var timeslot = first.Plus(i);
            if (timeslot < query.From || timeslot >= query.To)
            {
                continue;
            }

            foreach (var direction in Directions)
            {
                var beliefs = curves[direction].Select(curve => At(curve, timeslot, i)).OfType<Belief>().ToArray();
                if (beliefs.Length > 0)
                {
                    yield return new(rows[0].Unit, timeslot, direction, beliefs);
                }
            }
        }
    }

    /// <summary>A set's belief: its expected value, then its quantiles in ascending order.</summary>
    static Belief? At(Row[] curve, Timeslot timeslot, int i) => curve[0] is { Quantile: 0 } row && row.Values[i] is { } energy
        ? new(row.Unit, timeslot, row.Direction, new(energy), row.BelievedAt, row.Source, row.Kind)
        {
            Status = (ValueStatus)(row.Status?[i] ?? 0),
            Document = row.Document,
            Quantiles = curve.Length == 1 ? [] : [.. curve.Skip(1).Where(q => q.Values[i] is not null).Select(q => new Quantile(q.Quantile, new(q.Values[i]!.Value)))],
        }
        : null;

    sealed record Row(
        string Unit, DateOnly Day, Direction Direction, int Quantile, long?[] Values, short[]? Status, long Set, string Source, ForecastKind Kind,
        DateTimeOffset BelievedAt, string? Document);
}
