using System.Text.Json;
using LocalEnergyMarket.Backend.Jobs.Runs;
using Npgsql;

namespace LocalEnergyMarket.Backend.Jobs.Running;

/// <summary>A run as a process took it up.</summary>
/// <param name="Asked">The process's time stamp before it asked: the lease began later.</param>
sealed record TakenRun(Guid Id, string Kind, JsonElement Arguments, long Claim, long Done, long? Total, string Stage, long Asked);

/// <summary>Takes runs up, one process at a time, oldest first; runs of processes that gave no sign of life wait again before.</summary>
sealed class RunTaking(NpgsqlDataSource database, RunnerOptions options)
{
    /// <summary>A row that a checkpoint of the old process is just being written for is left until that is committed.</summary>
    const string Interrupted = """
        with dead as (
          select id, claim, backend from job_runs where state = 2 and lease_until < clock_timestamp() for update skip locked),
        judged as (
          select run.id, dead.backend,
            case when exists (select from job_checkpoints saved where saved.run = run.id and saved.claim = dead.claim) then 0 else run.interruptions + 1 end as count
          from dead join job_runs run using (id)),
        moved as (
          update job_runs run set
            state = case when run.cancel_requested_at is not null then 5 when judged.count > $1 then 4 else 1 end,
            ended_at = case when run.cancel_requested_at is not null or judged.count > $1 then clock_timestamp() end,
            failure = 'The backend ' || judged.backend || ' ended without a word'
              || case when run.cancel_requested_at is null and judged.count > $1 then ', as others before it; it is not tried again.' else '.' end,
            interruptions = judged.count, lease_until = null, log_lines = run.log_lines + 1, warnings = run.warnings + 1
          from judged where run.id = judged.id returning run.id, run.log_lines, run.failure)
        insert into job_log (run, line, at, level, message) select id, log_lines, clock_timestamp(), 2, failure from moved
        """;

    const string Take = """
        with next as (
          select id from job_runs run
          where state = 1 and kind = any ($1) and (not_before is null or not_before <= clock_timestamp())
            and not (one_at_a_time and exists (select from job_runs other where other.kind = run.kind and other.state = 2 and other.one_at_a_time))
          order by number limit 1 for update skip locked)
        update job_runs run set
          state = 2, claim = claim + 1, backend = $2, lease_until = clock_timestamp() + $3, not_before = null, begun_at = coalesce(begun_at, clock_timestamp()), failure = ''
        from next where run.id = next.id
        returning run.id, run.kind, run.arguments::text, run.claim, run.done, run.total, run.stage
        """;

    /// <returns>Null if there is nothing to do.</returns>
    public async Task<TakenRun?> NextAsync(IReadOnlyList<string> kinds, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var order = new NpgsqlCommand(JobDesk.Order, connection, transaction))
        {
            await order.ExecuteNonQueryAsync(cancellation);
        }

        await using (var interrupted = new NpgsqlCommand(Interrupted, connection, transaction) { Parameters = { new() { Value = options.MostInterruptions } } })
        {
            await interrupted.ExecuteNonQueryAsync(cancellation);
        }

        TakenRun? taken = null;
        var asked = TimeProvider.System.GetTimestamp();
        await using (var take = new NpgsqlCommand(Take, connection, transaction))
        {
            take.Parameters.Add(new() { Value = kinds.ToArray() });
            take.Parameters.Add(new() { Value = options.Backend });
            take.Parameters.Add(new() { Value = options.Lease });
            await using var reader = await take.ExecuteReaderAsync(cancellation);
            if (await reader.ReadAsync(cancellation))
            {
                taken = new(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    JobRows.Parse(reader.GetString(2)),
                    reader.GetInt64(3),
                    reader.GetInt64(4),
                    reader.IsDBNull(5) ? null : reader.GetInt64(5),
                    reader.GetString(6),
                    asked);
            }
        }

        await transaction.CommitAsync(cancellation);
        return taken;
    }
}
