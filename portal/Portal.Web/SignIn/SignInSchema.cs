using System.Globalization;
using System.Reflection;
using Npgsql;

namespace LocalEnergyMarket.Portal.Web.SignIn;

/// <summary>
/// Brings the schema <c>portal</c> up to date by the numbered scripts of the folder Schema, each once and in order, in one transaction. Portals
/// that start together wait for one another; other schemas of the database are not touched.
/// </summary>
static class SignInSchema
{
    public const string Name = "portal";

    // "lem.port" in ASCII: no other part of the product uses it.
    const long Lock = 0x6c656d2e706f7274;

    public static async Task UpgradeAsync(string database, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await RunAsync(connection, string.Create(CultureInfo.InvariantCulture, $"select pg_advisory_xact_lock({Lock})"), cancellation);
        await RunAsync(
            connection,
            "create schema if not exists portal; create table if not exists portal.schema_scripts (name text primary key, applied_at timestamptz not null default now())",
            cancellation);
        var applied = await AppliedAsync(connection, cancellation);
        foreach (var script in Scripts().Where(script => !applied.Contains(script)))
        {
            await RunAsync(connection, Text(script), cancellation);
            await using var record = new NpgsqlCommand("insert into portal.schema_scripts (name) values ($1)", connection) { Parameters = { new() { Value = script } } };
            await record.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    static async Task<HashSet<string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select name from portal.schema_scripts", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    static IEnumerable<string> Scripts() =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith("Schema/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    static string Text(string script)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(script)!);
        return reader.ReadToEnd();
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // The texts are this assembly's own.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
