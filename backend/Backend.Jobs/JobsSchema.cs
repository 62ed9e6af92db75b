using LocalEnergyMarket.Backend.Store.Schema;

namespace LocalEnergyMarket.Backend.Jobs;

/// <summary>The tables of job runs. All times are PostgreSQL's.</summary>
public sealed class JobsSchema : IModuleSchema
{
    const string Runs = """
        create table job_runs (
          id uuid primary key,
          number bigint generated always as identity unique,
          kind text not null,
          arguments jsonb not null,
          started_by text not null,
          start_key text null,
          one_at_a_time boolean not null,
          state smallint not null default 1 check (state between 1 and 5),
          claim bigint not null default 0,
          backend text not null default '',
          lease_until timestamptz null,
          not_before timestamptz null,
          interruptions integer not null default 0,
          cancel_requested_at timestamptz null,
          cancel_requested_by text not null default '',
          done bigint not null default 0,
          total bigint null,
          stage text not null default '',
          result text not null default '',
          failure text not null default '',
          warnings integer not null default 0,
          log_lines integer not null default 0,
          due_at timestamptz null,
          requested_at timestamptz not null default clock_timestamp(),
          begun_at timestamptz null,
          ended_at timestamptz null);
        create unique index job_runs_start_key on job_runs (start_key) where start_key is not null;
        create index job_runs_open on job_runs (number) where state in (1, 2);
        create unique index job_runs_one_at_a_time on job_runs (kind) where state = 2 and one_at_a_time;
        create index job_runs_kind on job_runs (kind, number);
        create index job_runs_ended on job_runs (ended_at) where ended_at is not null;
        comment on table job_runs is
          'What was to be done and how it ended. state: 1 waiting, 2 running, 3 succeeded, 4 failed, 5 cancelled. claim counts the times it was taken up; only who holds the last one may write. due_at is market time.';

        create table job_checkpoints (
          run uuid primary key references job_runs (id) on delete cascade,
          claim bigint not null,
          state jsonb not null);
        comment on table job_checkpoints is 'Where a run goes on after an interruption, written with its work.';

        create table job_log (
          run uuid not null references job_runs (id) on delete cascade,
          line integer not null,
          at timestamptz not null,
          level smallint not null,
          message text not null,
          primary key (run, line));
        comment on table job_log is 'What a run said. level: 1 information, 2 warning, 3 error. Of a long log the first and the last thousand lines are kept.';
        """;

    public string Name => "jobs";

    public IReadOnlyList<ModuleMigration> Migrations { get; } = [new("0001-runs", Runs)];
}
