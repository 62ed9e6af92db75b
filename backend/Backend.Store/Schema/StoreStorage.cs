using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Schema;

/// <summary>The store's place in the database.</summary>
public sealed class StoreStorage
{
    readonly StoreOptions _options;
    readonly NpgsqlDataSource _dataSource;

    internal StoreStorage(StoreOptions options, NpgsqlDataSource dataSource) => (_options, _dataSource) = (options, dataSource);

    /// <summary>
    /// Creates or extends the schema in one transaction: Marten's tables, then each module's migrations that have not run yet. Several
    /// processes may start at once: one works, the others wait and find it done. Nothing is ever dropped or rewritten.
    /// </summary>
    /// <exception cref="StoreException">A migration failed; the message names it. The schema is as it was.</exception>
    public async Task ApplyAllConfiguredChangesToDatabaseAsync(CancellationToken cancellation)
    {
        await using var connection = await _dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var key = AdvisoryLockKey.For(_options.DatabaseSchemaName, "schema");
        await ExecuteAsync(connection, transaction, "select pg_advisory_xact_lock($1)", cancellation, key);
        await ExecuteAsync(connection, transaction, $"create schema if not exists {_options.DatabaseSchemaName}", cancellation);
        foreach (var statement in MartenSchema.Statements(_options.Schema.All))
        {
            await ExecuteAsync(connection, transaction, statement, cancellation);
        }

        await ExecuteAsync(connection, transaction, """
            create table if not exists module_migrations (
              module text not null,
              migration text not null,
              applied_at timestamptz not null default transaction_timestamp(),
              primary key (module, migration))
            """, cancellation);
        foreach (var module in _options.Modules)
        {
            await ApplyAsync(module, connection, transaction, cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    static async Task ApplyAsync(IModuleSchema module, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        foreach (var migration in module.Migrations)
        {
            var isNew = await ExecuteAsync(
                connection,
                transaction,
                "insert into module_migrations (module, migration) values ($1, $2) on conflict do nothing",
                cancellation,
                module.Name,
                migration.Id);
            if (isNew == 0)
            {
                continue;
            }

            try
            {
                await ExecuteAsync(connection, transaction, migration.Sql, cancellation);
            }
            catch (PostgresException e)
            {
                throw new StoreException($"The migration {migration.Id} of the module {module.Name} failed: {e.MessageText}", e);
            }
        }
    }

    static async Task<int> ExecuteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
