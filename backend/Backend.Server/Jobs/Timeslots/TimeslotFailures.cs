using LocalEnergyMarket.Protos.Quantities;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Jobs.Timeslots;

/// <summary>Timeslots that something went wrong with: each is tried again later and later, and holds up no other.</summary>
sealed class TimeslotFailures(NpgsqlDataSource database)
{
    /// <summary>Those that are not to be tried now.</summary>
    public async Task<HashSet<(string Group, Timeslot Timeslot)>> PausedAsync(TimeslotStep step, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select balancing_group, timeslot from timeslot_failures where step = $1 and retry_at > clock_timestamp()");
        command.Parameters.Add(new() { Value = step.Kind() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var paused = new HashSet<(string, Timeslot)>();
        while (await reader.ReadAsync(cancellation))
        {
            paused.Add((reader.GetString(0), new(reader.GetInt64(1))));
        }

        return paused;
    }

    /// <summary>Those that are to be tried again now.</summary>
    public async Task<IReadOnlyList<Timeslot>> DueAsync(TimeslotStep step, string group, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "select timeslot from timeslot_failures where step = $1 and balancing_group = $2 and retry_at <= clock_timestamp() order by timeslot");
        command.Parameters.Add(new() { Value = step.Kind() });
        command.Parameters.Add(new() { Value = group });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var due = new List<Timeslot>();
        while (await reader.ReadAsync(cancellation))
        {
            due.Add(new(reader.GetInt64(0)));
        }

        return due;
    }

    /// <summary>Pauses a timeslot: two seconds, then twice as long each time, at most half an hour.</summary>
    public async Task AddAsync(TimeslotStep step, string group, Timeslot timeslot, string reason, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            insert into timeslot_failures as old (step, balancing_group, timeslot, failures, reason, retry_at)
            values ($1, $2, $3, 1, $4, clock_timestamp() + interval '2 s')
            on conflict (step, balancing_group, timeslot) do update set
              failures = old.failures + 1, reason = excluded.reason,
              retry_at = clock_timestamp() + least(interval '30 min', interval '2 s' * power(2, least(old.failures, 20)))
            """);
        command.Parameters.Add(new() { Value = step.Kind() });
        command.Parameters.Add(new() { Value = group });
        command.Parameters.Add(new() { Value = timeslot.StartUnixSeconds });
        command.Parameters.Add(new() { Value = reason.Replace('\0', ' ') });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task RemoveAsync(TimeslotStep step, string group, Timeslot timeslot, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("delete from timeslot_failures where step = $1 and balancing_group = $2 and timeslot = $3");
        command.Parameters.Add(new() { Value = step.Kind() });
        command.Parameters.Add(new() { Value = group });
        command.Parameters.Add(new() { Value = timeslot.StartUnixSeconds });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>How things are, in one sentence; null if nothing is wrong.</summary>
    public async Task<string?> SentenceAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            select count(*) over () || ' timeslots wait after a failure, the first in ' || balancing_group || ' (' || step || '): ' || reason
            from timeslot_failures order by timeslot, step limit 1
            """);
        return (string?)await command.ExecuteScalarAsync(cancellation);
    }
}
