using LocalEnergyMarket.Backend.Store;
using Npgsql;

namespace LocalEnergyMarket.Backend.Mastr.Importing;

/// <summary>One import at a time in a database: held by a connection for as long as one runs; the database lets go of it when the process dies.</summary>
sealed class ImportLock : IAsyncDisposable
{
    const string Key = "hashtextextended('lem.mastr-import/' || current_schema(), 0)";

    readonly NpgsqlConnection _connection;

    ImportLock(NpgsqlConnection connection) => _connection = connection;

    /// <exception cref="MastrException">Another import is running.</exception>
    public static async Task<ImportLock> TakeAsync(IDocumentStore store, CancellationToken cancellation)
    {
        var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({Key})", connection);
        if ((bool)(await command.ExecuteScalarAsync(cancellation))!)
        {
            return new(connection);
        }

        await connection.DisposeAsync();
        throw new MastrException(MastrError.ImportRunning, "", "Another import of the Marktstammdatenregister is running: wait until it has ended.");
    }

    public async ValueTask DisposeAsync()
    {
        // A connection that is broken has let go already; a pooled one would hold on.
        if (_connection.FullState == System.Data.ConnectionState.Open)
        {
            await using var command = new NpgsqlCommand($"select pg_advisory_unlock({Key})", _connection);
            await command.ExecuteScalarAsync();
        }

        await _connection.DisposeAsync();
    }
}
