using Npgsql;

namespace LocalEnergyMarket.Backend.Anchoring.DataEvents;

/// <summary>The ids of events. The contract takes only higher ids than it has seen, whoever sent them.</summary>
static class DataEventIds
{
    /// <summary>Who gives ids, or moves their sequence, takes turns until its transaction ends.</summary>
    public static async Task TakeTurnAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('lem.data_events'))", connection, transaction);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The next id is above this one and above all that are given. Only with the turn taken.</summary>
    public static async Task MoveBehindAsync(long id, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new SqlStatement(
            "select setval(pg_get_serial_sequence('data_events', 'id'), greatest($1, (select max(id) from data_events)))", [id])
            .ToCommand(connection, transaction);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
