using System.Collections.Concurrent;
using System.Globalization;
using LocalEnergyMarket.Backend.Store;
using Npgsql;

namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>
/// The monthly partitions of <c>forecast_curves</c>. They are made when a month is first written to, in a transaction of their own where that can be,
/// because making one locks the whole table until the transaction ends.
/// </summary>
sealed class CurvePartitions(NpgsqlDataSource database)
{
    readonly ConcurrentDictionary<DateOnly, bool> _made = new();

    public async Task EnsureAsync(IEnumerable<DateOnly> days, CancellationToken cancellation)
    {
        foreach (var month in Missing(days))
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await MakeAsync(month, connection, transaction, cancellation);
            await transaction.CommitAsync(cancellation);
            _made[month] = true;
        }
    }

    /// <summary>The same in a transaction that may hold the table already: another one would wait for it for ever.</summary>
    public async Task EnsureAsync(IEnumerable<DateOnly> days, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        foreach (var month in Missing(days))
        {
            await MakeAsync(month, connection, transaction, cancellation);
        }
    }

    IReadOnlyList<DateOnly> Missing(IEnumerable<DateOnly> days) =>
        [.. days.Select(day => new DateOnly(day.Year, day.Month, 1)).Distinct().Where(month => !_made.ContainsKey(month)).Order()];

    static async Task MakeAsync(DateOnly month, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var one = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection, transaction)
        {
            Parameters = { new() { Value = AdvisoryLockKey.For("forecasts", "partitions") } },
        };
        await one.ExecuteNonQueryAsync(cancellation);
        var sql = string.Create(CultureInfo.InvariantCulture, $"""
            create table if not exists forecast_curves_{month:yyyy_MM} partition of forecast_curves
            for values from ('{month:yyyy-MM-dd}') to ('{month.AddMonths(1):yyyy-MM-dd}')
            """);
        await using var make = new NpgsqlCommand(sql, connection, transaction);
        await make.ExecuteNonQueryAsync(cancellation);
    }
}
