using System.Text.Json;
using LocalEnergyMarket.Backend.Jobs.Runs;
using LocalEnergyMarket.Backend.Store;
using Npgsql;
using NpgsqlTypes;

namespace LocalEnergyMarket.Backend.Jobs;

/// <summary>Where runs are asked for, stopped and looked at, from any process.</summary>
public sealed class JobDesk(NpgsqlDataSource database, JobCatalogue catalogue)
{
    /// <summary>PostgreSQL's channel on which it is said that runs can be taken up, are to stop, or ended.</summary>
    public const string Channel = "lem_jobs";

    /// <summary>Under this lock runs are taken up, and joined to those that wait.</summary>
    internal const string Order = "select pg_advisory_xact_lock(hashtextextended('lem.jobs/' || current_schema(), 0))";

    /// <returns>The run's id.</returns>
    /// <exception cref="JobException">There is no such kind, or the arguments cannot be used; nothing is started.</exception>
    public Task<Guid> StartAsync<T>(string kind, T arguments, string startedBy, CancellationToken cancellation) =>
        StartAsync(new JobStart(kind, JsonSerializer.SerializeToElement(arguments, StoreJson.Options), startedBy), cancellation);

    /// <returns>The id of the run, or of the one that stands for it.</returns>
    /// <exception cref="JobException">There is no such kind, or the arguments cannot be used; nothing is started.</exception>
    public async Task<Guid> StartAsync(JobStart start, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var id = await StartAsync(start, connection, transaction, cancellation);
        await transaction.CommitAsync(cancellation);
        return id;
    }

    /// <summary>The same in the caller's transaction: the run begins when that is committed, or never.</summary>
    public async Task<Guid> StartAsync(JobStart start, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var job = catalogue.Get(start.Kind);
        job.Check(start.Arguments);
        var arguments = start.Arguments.ValueKind == JsonValueKind.Undefined ? "{}" : start.Arguments.GetRawText();
        if (start.UnlessWaiting)
        {
            await using var order = new NpgsqlCommand(Order, connection, transaction);
            await order.ExecuteNonQueryAsync(cancellation);
            await using var waiting = new NpgsqlCommand(
                "select id from job_runs where kind = $1 and state = 1 and begun_at is null and arguments = $2::jsonb order by number limit 1", connection, transaction)
            {
                Parameters = { new() { Value = start.Kind }, new() { Value = arguments } },
            };
            if (await waiting.ExecuteScalarAsync(cancellation) is Guid other)
            {
                return other;
            }
        }

        await using var insert = new NpgsqlCommand(
            """
            with added as (
              insert into job_runs (id, kind, arguments, started_by, start_key, one_at_a_time, due_at) values ($1, $2, $3::jsonb, $4, $5, $6, $7)
              on conflict (start_key) where start_key is not null do nothing returning id)
            select id, pg_notify($8, '') from added
            """,
            connection,
            transaction)
        {
            Parameters =
            {
                new() { Value = Guid.CreateVersion7() },
                new() { Value = start.Kind },
                new() { Value = arguments },
                new() { Value = start.StartedBy },
                new() { Value = (object?)start.Key ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = job.OneAtATime },
                new() { Value = (object?)start.DueAt?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = Channel },
            },
        };
        if (await insert.ExecuteScalarAsync(cancellation) is Guid id)
        {
            return id;
        }

        await using var first = new NpgsqlCommand("select id from job_runs where start_key = $1", connection, transaction) { Parameters = { new() { Value = start.Key! } } };
        return (Guid)(await first.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Asks a run to stop: one that waits is over at once, one that runs when its job has noticed.</summary>
    /// <returns>The run as it is then; null if there is none of this id. A run that has ended stays as it is.</returns>
    public async Task<JobInfo?> CancelAsync(Guid id, string by, CancellationToken cancellation)
    {
        await using (var command = database.CreateCommand("""
            with asked as (
              update job_runs set
                cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
                cancel_requested_by = case when cancel_requested_at is null then $2 else cancel_requested_by end,
                state = case when state = 1 then 5 else state end,
                ended_at = case when state = 1 then clock_timestamp() end
              where id = $1 and state in (1, 2) returning id)
            select pg_notify($3, '') from asked
            """))
        {
            command.Parameters.Add(new() { Value = id });
            command.Parameters.Add(new() { Value = by });
            command.Parameters.Add(new() { Value = Channel });
            await command.ExecuteNonQueryAsync(cancellation);
        }

        return await FindAsync(id, cancellation);
    }

    public async Task<JobInfo?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select {JobRows.Columns} from job_runs where id = $1");
        command.Parameters.Add(new() { Value = id });
        return (await JobRows.ReadAsync(command, cancellation)).FirstOrDefault();
    }

    /// <summary>Runs, newest first.</summary>
    public async Task<IReadOnlyList<JobInfo>> ListAsync(JobPage page, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            select {JobRows.Columns} from job_runs
            where ($1::text is null or kind = $1) and (cardinality($2::smallint[]) = 0 or state = any ($2)) and ($3::bigint is null or number < $3)
              and ($5::text is null or started_by = $5)
            order by number desc limit $4
            """);
        command.Parameters.Add(new() { Value = (object?)page.Kind ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (page.States ?? []).Select(state => (short)state).ToArray() });
        command.Parameters.Add(new() { Value = (object?)page.Before ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = page.Size });
        command.Parameters.Add(new() { Value = (object?)page.StartedBy ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return await JobRows.ReadAsync(command, cancellation);
    }

    /// <summary>The last run of each kind that has one.</summary>
    public async Task<IReadOnlyList<JobInfo>> LatestAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            select {JobRows.Columns} from unnest($1::text[]) as wanted
            cross join lateral (select * from job_runs where kind = wanted order by number desc limit 1) as latest
            """);
        command.Parameters.Add(new() { Value = catalogue.Kinds.ToArray() });
        return await JobRows.ReadAsync(command, cancellation);
    }

    /// <summary>Keeps what was done outside a run as one that has ended.</summary>
    public async Task<Guid> RecordAsync(JobRecord record, CancellationToken cancellation)
    {
        var id = Guid.CreateVersion7();
        await using var command = database.CreateCommand("""
            with run as (
              insert into job_runs (id, kind, arguments, started_by, one_at_a_time, state, backend, result, failure, warnings, log_lines, requested_at, begun_at, ended_at)
              values ($1, $2, '{}', $3, false, $4, $5, $6, $7, (select count(*)::int from unnest($9::smallint[]) as level where level = 2), cardinality($9::smallint[]),
                clock_timestamp() - $8, clock_timestamp() - $8, clock_timestamp()) returning id)
            insert into job_log (run, line, at, level, message)
            select run.id, said.line, clock_timestamp(), said.level, said.message from run, unnest($9::smallint[], $10::text[]) with ordinality as said (level, message, line)
            where said.line <= 1000
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = record.Kind });
        command.Parameters.Add(new() { Value = record.StartedBy });
        command.Parameters.Add(new() { Value = (short)record.State });
        command.Parameters.Add(new() { Value = Running.RunnerOptions.Default.Backend });
        command.Parameters.Add(new() { Value = record.State == JobState.Failed ? "" : record.Sentence });
        command.Parameters.Add(new() { Value = record.State == JobState.Failed ? record.Sentence : "" });
        command.Parameters.Add(new() { Value = record.Took });
        command.Parameters.Add(new() { Value = record.Log.Select(line => (short)line.Level).ToArray() });
        command.Parameters.Add(new() { Value = record.Log.Select(line => line.Message).ToArray() });
        await command.ExecuteNonQueryAsync(cancellation);
        return id;
    }

    /// <summary>Lines of a run's log after a line, in order.</summary>
    public async Task<IReadOnlyList<JobLogLine>> LogAsync(Guid id, int after, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select line, at, level, message from job_log where run = $1 and line > $2 order by line limit $3");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var lines = new List<JobLogLine>();
        while (await reader.ReadAsync(cancellation))
        {
            lines.Add(new(reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1), (JobLogLevel)reader.GetInt16(2), reader.GetString(3)));
        }

        return lines;
    }

    /// <summary>Removes runs that ended longer ago, with their logs; the last one of each kind stays.</summary>
    /// <returns>How many.</returns>
    public async Task<int> SweepAsync(TimeSpan olderThan, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            delete from job_runs old where ended_at < clock_timestamp() - $1
            and exists (select from job_runs newer where newer.kind = old.kind and newer.number > old.number)
            """);
        command.Parameters.Add(new() { Value = olderThan });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
