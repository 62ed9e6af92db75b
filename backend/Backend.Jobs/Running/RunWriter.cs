using System.Text;
using LocalEnergyMarket.Backend.Jobs.Runs;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Jobs.Running;

/// <summary>What a process writes of a run it took up. Each write says under which claim: it is without effect once another process took the run up.</summary>
sealed class RunWriter(NpgsqlDataSource database, Guid id, long claim, int mostInterruptions)
{
    /// <summary>Of a long log the first lines and the last ones are kept, so many each.</summary>
    const int KeptLines = 1000;

    const int LongestMessage = 2000;

    const string Write = """
        with held as (
          update job_runs set
            lease_until = clock_timestamp() + $3, done = $4, total = $5, stage = $6,
            log_lines = log_lines + cardinality($7::text[]),
            warnings = warnings + (select count(*)::int from unnest($8::smallint[]) as level where level = 2)
          where id = $1 and claim = $2 and state = 2
          returning log_lines, cancel_requested_at is not null as stops),
        lines as (
          insert into job_log (run, line, at, level, message)
          select $1, held.log_lines - cardinality($7::text[]) + said.place, said.at, said.level, said.message
          from held, unnest($7::text[], $8::smallint[], $9::timestamptz[]) with ordinality as said (message, level, at, place)),
        old as (
          delete from job_log using held where cardinality($7::text[]) > 0 and run = $1 and line > $10 and line <= held.log_lines - $10)
        select stops from held
        """;

    const string End = """
        with judged as (
          select case
              when $6::interval is null then interruptions
              when exists (select from job_checkpoints saved where saved.run = $1 and saved.claim = $2) then 0
              else interruptions + 1 end as count
          from job_runs where id = $1),
        decided as (
          select count, case when $3 <> 1 then $3 when run.cancel_requested_at is not null then 5::smallint when count > $7 then 4::smallint else 1::smallint end as state
          from judged, job_runs run where run.id = $1),
        held as (
          update job_runs run set
            state = decided.state, ended_at = case when decided.state > 2 then clock_timestamp() end, result = $4, failure = $5, lease_until = null,
            not_before = clock_timestamp() + $6 * power(2, least(decided.count, 8)), interruptions = decided.count
          from decided where run.id = $1 and claim = $2 and run.state = 2 returning id)
        select pg_notify($8, '') from held
        """;

    /// <summary>Renews the lease and writes what there is.</summary>
    /// <returns>Whether the run is to stop; null if it is no longer this process's.</returns>
    public async Task<bool?> WriteAsync(TimeSpan lease, (long Done, long? Total, string Stage) progress, IReadOnlyList<JobLogLine> lines, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Write);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = claim });
        command.Parameters.Add(new() { Value = lease });
        command.Parameters.Add(new() { Value = progress.Done });
        command.Parameters.Add(new() { Value = (object?)progress.Total ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = Storable(progress.Stage) });
        command.Parameters.Add(new() { Value = lines.Select(line => Storable(line.Message)).ToArray() });
        command.Parameters.Add(new() { Value = lines.Select(line => (short)line.Level).ToArray() });
        command.Parameters.Add(new() { Value = lines.Select(line => line.At).ToArray() });
        command.Parameters.Add(new() { Value = KeptLines });
        return (bool?)await command.ExecuteScalarAsync(cancellation);
    }

    /// <param name="again">The first pause before a run that waits again is taken up, longer after each interruption; null if it does not, or at once.</param>
    /// <returns>Whether the run was still this process's.</returns>
    public async Task<bool> EndAsync(JobState state, string result, string failure, TimeSpan? again, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(End);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = claim });
        command.Parameters.Add(new() { Value = (short)state });
        command.Parameters.Add(new() { Value = Storable(result) });
        command.Parameters.Add(new() { Value = Storable(failure) });
        command.Parameters.Add(new() { Value = (object?)again ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval });
        command.Parameters.Add(new() { Value = mostInterruptions });
        command.Parameters.Add(new() { Value = JobDesk.Channel });
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    public async Task<string?> CheckpointAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select state::text from job_checkpoints where run = $1");
        command.Parameters.Add(new() { Value = id });
        return (string?)await command.ExecuteScalarAsync(cancellation);
    }

    /// <summary>
    /// The run's row is locked so that nobody takes it up before the transaction ends, and the lease can still be renewed.
    /// </summary>
    /// <returns>Whether the run is still this process's.</returns>
    public async Task<bool> SaveCheckpointAsync(string state, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            with held as (select id from job_runs where id = $1 and claim = $2 and state = 2 for key share)
            insert into job_checkpoints (run, claim, state) select id, $2, $3::jsonb from held
            on conflict (run) do update set claim = excluded.claim, state = excluded.state
            """,
            connection,
            transaction)
        {
            Parameters = { new() { Value = id }, new() { Value = claim }, new() { Value = state } },
        };
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    public NpgsqlDataSource Database => database;

    /// <summary>PostgreSQL keeps no NUL, and nobody reads a page in one line.</summary>
    static string Storable(string text)
    {
        var shown = text.Length <= LongestMessage ? text : $"{text.AsSpan(0, LongestMessage)}…";

        // Half a character, from wherever it comes, cannot be stored either.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(shown.Replace('\0', ' ')));
    }
}
