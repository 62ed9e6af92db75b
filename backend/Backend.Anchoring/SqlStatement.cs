using Npgsql;

namespace LocalEnergyMarket.Backend.Anchoring;

/// <summary>
/// One statement with positional parameters ($1, $2, …), for the caller to run in a transaction of its own: that is how an anchor is
/// written together with the facts it is about, or not at all.
/// </summary>
public sealed record SqlStatement(string Sql, IReadOnlyList<object> Parameters)
{
    public NpgsqlCommand ToCommand(NpgsqlConnection connection, NpgsqlTransaction? transaction = null)
    {
        var command = new NpgsqlCommand(Sql, connection, transaction);
        foreach (var parameter in Parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return command;
    }
}
