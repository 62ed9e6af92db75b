using System.Text.RegularExpressions;
using LocalEnergyMarket.Backend.Store.Documents;
using LocalEnergyMarket.Backend.Store.Events;
using LocalEnergyMarket.Backend.Store.Projections;
using LocalEnergyMarket.Backend.Store.Schema;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store;

/// <summary>What a store is told once, before it is opened.</summary>
public sealed partial class StoreOptions
{
    readonly List<IModuleSchema> _modules = [];
    string? _connection;

    public StoreOptions() => Projections = new(Events, Schema);

    /// <summary>The PostgreSQL schema that holds everything: lower case letters, digits and underscores. Default <c>lem</c>.</summary>
    public string DatabaseSchemaName { get; set; } = "lem";

    /// <summary>The clock that stamps events.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    public EventRegistry Events { get; } = new();

    public DocumentRegistry Schema { get; } = new();

    public ProjectionOptions Projections { get; }

    internal IReadOnlyList<IModuleSchema> Modules => _modules;

    /// <summary>The database, as an Npgsql connection string.</summary>
    public void Connection(string connectionString) => _connection = connectionString;

    /// <summary>Adds a module's own tables to the schema.</summary>
    public void AddModule(IModuleSchema module) => _modules.Add(module);

    internal NpgsqlDataSource BuildDataSource()
    {
        if (!SchemaName.IsMatch(DatabaseSchemaName))
        {
            throw new StoreException($"'{DatabaseSchemaName}' cannot be the schema's name: write lower case letters, digits and underscores, at most 63.");
        }

        if (string.IsNullOrWhiteSpace(_connection))
        {
            throw new StoreException("The store has no database: give an Npgsql connection string with options.Connection(…).");
        }

        var builder = new NpgsqlDataSourceBuilder(_connection);
        builder.ConnectionStringBuilder.SearchPath = DatabaseSchemaName;
        builder.UseLoggerFactory(LoggerFactory);
        return builder.Build();
    }

    /// <summary>For those who write for all: their sessions keep their prepared statements, and nobody else's state.</summary>
    internal NpgsqlDataSource BuildWriterDataSource(int writers)
    {
        var builder = new NpgsqlDataSourceBuilder(_connection);
        var connection = builder.ConnectionStringBuilder;
        connection.SearchPath = DatabaseSchemaName;
        connection.MaxPoolSize = writers;
        connection.MinPoolSize = 0;
        connection.NoResetOnClose = true;
        connection.Enlist = false;
        builder.UseLoggerFactory(LoggerFactory);
        return builder.Build();
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    static partial Regex SchemaName { get; }
}
