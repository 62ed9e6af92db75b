using Npgsql;

namespace LocalEnergyMarket.Backend.Anchoring;

/// <summary>
/// One statement with positional parameters ($1, $2, …), for the caller to run in a transaction of its own: that is how an anchor is
/// written together with the facts it is about, or not at all.
/// </summary>
public sealed record SqlStatement(string Sql, IReadOnlyList<object> Parameters)
{
    public NpgsqlCommand ToCommand(NpgsqlConnection connection, NpgsqlTransaction? transaction = null) => Fill(new(Sql, connection, transaction));

    /// <summary>On a connection of its own, which goes back when the command is disposed.</summary>
    public NpgsqlCommand ToCommand(NpgsqlDataSource database) => Fill(database.CreateCommand(Sql));

    NpgsqlCommand Fill(NpgsqlCommand command)
    {
        foreach (var parameter in Parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return command;
    }
}
