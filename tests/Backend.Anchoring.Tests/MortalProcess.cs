using LocalEnergyMarket.Backend.Anchoring.Performing;
using LocalEnergyMarket.Backend.Anchoring.Watching;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

/// <summary>A backend's Performer and Watcher that end at their n-th interaction with the database or the node.</summary>
sealed class MortalProcess : IAsyncDisposable
{
    readonly PostgresWire _wire;
    readonly NpgsqlDataSource _database;
    readonly Lifeline _life;

    MortalProcess(PostgresWire wire, NpgsqlDataSource database, Lifeline life, Market market)
    {
        (_wire, _database, _life) = (wire, database, life);
        Performer = new(
            new(database), new(database), market.Client(new MortalHttp(life), expireSeconds: 2), new(market.OperatorKey, market.TriggerKey), new(),
            NullLogger<Performer>.Instance);
        Watcher = new(database, new(database), market.Client(new MortalHttp(life)), market.Accounts, market.Boxes, NullLogger<Watcher>.Instance);
    }

    public Performer Performer { get; }

    public Watcher Watcher { get; }

    public bool HasDied => _life.IsDead;

    public static async Task<MortalProcess> StartAsync(Market market, int last)
    {
        var life = new Lifeline(last);
        var connection = new NpgsqlConnectionStringBuilder(market.Connection);
        var wire = new PostgresWire(connection.Port, life);
        connection.Port = wire.Port;
        connection.MaxPoolSize = 2;
        var database = NpgsqlDataSource.Create(connection);

        // What the driver asks when it first connects is not ours.
        await using (var hello = database.CreateCommand("select 1"))
        {
            await hello.ExecuteScalarAsync(Market.Cancellation);
        }

        life.Arm();
        return new(wire, database, life, market);
    }

    /// <summary>Works until it is done or dead.</summary>
    /// <returns>False if it died.</returns>
    public async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            return !HasDied;
        }
        catch (Exception) when (HasDied)
        {
            // Whatever it saw of its end: nobody is there any more to see it.
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _wire.DisposeAsync();
    }
}
