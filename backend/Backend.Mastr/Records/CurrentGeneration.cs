using System.Globalization;
using LocalEnergyMarket.Backend.Store;
using Npgsql;

namespace LocalEnergyMarket.Backend.Mastr.Records;

/// <summary>Which generation is read.</summary>
static class CurrentGeneration
{
    /// <summary>In SQL: the id of the generation that is read; null if there is none yet.</summary>
    public const string Sql = "(select id from mastr_generations where state = 'current')";

    /// <summary>The generation that is read, held until the transaction ends so that none takes its place meanwhile; made if there is none.</summary>
    public static async Task<int> ForWritingAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        if (await HoldAsync(connection, transaction, cancellation) is { } held)
        {
            return held;
        }

        await using (var first = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection, transaction))
        {
            first.Parameters.Add(new() { Value = AdvisoryLockKey.For("", "mastr-first-generation") });
            await first.ExecuteNonQueryAsync(cancellation);
        }

        return await HoldAsync(connection, transaction, cancellation) ?? await CreateAsync(connection, transaction, cancellation);
    }

    /// <summary>The table that holds a generation's records.</summary>
    public static string Table(int generation) => string.Create(CultureInfo.InvariantCulture, $"mastr_records_{generation}");

    static async Task<int?> HoldAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select id from mastr_generations where state = 'current' for share", connection, transaction);
        return (int?)await command.ExecuteScalarAsync(cancellation);
    }

    static async Task<int> CreateAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var insert = new NpgsqlCommand(
            "insert into mastr_generations (state, source, finished_at) values ('current', 'web service', now()) returning id", connection, transaction);
        var id = (int)(await insert.ExecuteScalarAsync(cancellation))!;
        await using var create = new NpgsqlCommand(
            string.Create(CultureInfo.InvariantCulture, $"create table {Table(id)} partition of mastr_records for values in ({id})"), connection, transaction);
        await create.ExecuteNonQueryAsync(cancellation);
        return id;
    }
}
