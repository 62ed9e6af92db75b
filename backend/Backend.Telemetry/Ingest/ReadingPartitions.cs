using System.Collections.Concurrent;
using System.Globalization;
using LocalEnergyMarket.Backend.Store;
using Npgsql;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>
/// The monthly partitions of <c>readings</c>, by UTC. They are made ahead and in transactions of their own, because making one locks the
/// whole table for a moment.
/// </summary>
public sealed class ReadingPartitions(NpgsqlDataSource dataSource)
{
    readonly ConcurrentDictionary<DateOnly, bool> _made = new();

    /// <summary>Makes the month of the instant and the two after it. To be called daily.</summary>
    public Task EnsureAheadAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var month = MonthOf(now);
        return EnsureAsync([month, month.AddMonths(1), month.AddMonths(2)], cancellation);
    }

    internal static DateOnly MonthOf(DateTimeOffset instant) => new(instant.UtcDateTime.Year, instant.UtcDateTime.Month, 1);

    internal async Task EnsureAsync(IEnumerable<DateOnly> months, CancellationToken cancellation)
    {
        foreach (var month in months.Where(month => !_made.ContainsKey(month)))
        {
            await MakeAsync(month, cancellation);
            _made[month] = true;
        }
    }

    async Task MakeAsync(DateOnly month, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var one = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection, transaction)
        {
            Parameters = { new() { Value = AdvisoryLockKey.For("telemetry", "partitions") } },
        };
        await one.ExecuteNonQueryAsync(cancellation);
        var sql = string.Create(CultureInfo.InvariantCulture, $"""
            create table if not exists readings_{month:yyyy_MM} partition of readings
            for values from ('{month:yyyy-MM-dd}T00:00:00Z') to ('{month.AddMonths(1):yyyy-MM-dd}T00:00:00Z')
            """);
        await using var make = new NpgsqlCommand(sql, connection, transaction);
        await make.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
