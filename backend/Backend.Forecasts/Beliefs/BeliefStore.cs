using LocalEnergyMarket.Protos.Quantities;
using Npgsql;

namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>Forecasts in PostgreSQL.</summary>
public sealed class BeliefStore(NpgsqlDataSource database)
{
    /// <summary>Adds beliefs, all or none. One that is there already stays as it is.</summary>
    public async Task AddAsync(IReadOnlyCollection<Belief> beliefs, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            insert into forecast_beliefs (unit_number, timeslot, believed_at, source, production_wh, consumption_wh)
            select * from unnest($1::text[], $2::bigint[], $3::timestamptz[], $4::text[], $5::bigint[], $6::bigint[])
            on conflict do nothing
            """);
        command.Parameters.Add(new() { Value = beliefs.Select(belief => belief.UnitNumber).ToArray() });
        command.Parameters.Add(new() { Value = beliefs.Select(belief => belief.Timeslot.StartUnixSeconds).ToArray() });
        command.Parameters.Add(new() { Value = beliefs.Select(belief => belief.BelievedAt.UtcDateTime).ToArray() });
        command.Parameters.Add(new() { Value = beliefs.Select(belief => belief.Source).ToArray() });
        command.Parameters.Add(new() { Value = beliefs.Select(belief => belief.Production.Value).ToArray() });
        command.Parameters.Add(new() { Value = beliefs.Select(belief => belief.Consumption.Value).ToArray() });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>What was believed of a unit at an instant, for the timeslots from the first, inclusive, to the last, exclusive.</summary>
    public async Task<IReadOnlyList<Belief>> AsOfAsync(
        string unitNumber, Timeslot from, Timeslot to, DateTimeOffset asOf, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            select distinct on (timeslot) timeslot, production_wh, consumption_wh, believed_at, source
            from forecast_beliefs
            where unit_number = $1 and timeslot >= $2 and timeslot < $3 and believed_at <= $4
            order by timeslot, believed_at desc, source
            """);
        command.Parameters.Add(new() { Value = unitNumber });
        command.Parameters.Add(new() { Value = from.StartUnixSeconds });
        command.Parameters.Add(new() { Value = to.StartUnixSeconds });
        command.Parameters.Add(new() { Value = asOf.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var beliefs = new List<Belief>();
        while (await reader.ReadAsync(cancellation))
        {
            beliefs.Add(new(
                unitNumber, new(reader.GetInt64(0)), new(reader.GetInt64(1)), new(reader.GetInt64(2)), reader.GetFieldValue<DateTimeOffset>(3), reader.GetString(4)));
        }

        return beliefs;
    }

    /// <summary>The belief that caps offers and bids: the newest as of the instant; null if the timeslot was never forecast.</summary>
    public async Task<Belief?> CapAsync(string unitNumber, Timeslot timeslot, DateTimeOffset asOf, CancellationToken cancellation) =>
        (await AsOfAsync(unitNumber, timeslot, timeslot.Next, asOf, cancellation)).SingleOrDefault();
}
