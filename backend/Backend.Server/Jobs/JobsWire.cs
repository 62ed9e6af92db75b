using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Backend.Jobs.Runs;
using LocalEnergyMarket.Backend.Server.Jobs.Schedules;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>Runs and schedules as the wire has them; its numbers of states and levels are the module's.</summary>
static class JobsWire
{
    public static Job ToWire(this JobInfo run) => new()
    {
        JobId = run.Id.ToString(),
        Kind = run.Kind,
        Arguments = run.Arguments.GetRawText(),
        State = (Protos.V1.JobState)run.State,
        StartedBy = run.StartedBy,
        Backend = run.Backend,
        Done = run.Done,
        Total = run.Total ?? 0,
        Stage = run.Stage,
        Result = run.Result,
        Failure = run.Failure,
        Warnings = run.Warnings,
        LogLines = run.LogLines,
        CancelRequestedBy = run.CancelRequestedBy,
        DueAt = run.DueAt?.ToTimestamp(),
        RequestedAt = run.RequestedAt.ToTimestamp(),
        BegunAt = run.BegunAt?.ToTimestamp(),
        EndedAt = run.EndedAt?.ToTimestamp(),
    };

    public static Protos.V1.JobLogLine ToWire(this Backend.Jobs.Runs.JobLogLine line) => new()
    {
        Line = line.Line,
        At = line.At.ToTimestamp(),
        Level = (JobLogLevel)line.Level,
        Message = line.Message,
    };

    public static Schedule ToWire(this JobSchedule schedule, DateTimeOffset? next, JobInfo? last) => new()
    {
        Name = schedule.Name,
        Kind = schedule.Kind,
        Cron = schedule.Cron.CronExpressionString,
        Arguments = schedule.Arguments.GetRawText(),
        Enabled = schedule.Enabled,
        NextAt = next?.ToTimestamp(),
        Last = last?.ToWire(),
    };

    /// <summary>Whether somebody who watches has seen this already.</summary>
    public static bool LooksLike(this JobInfo run, JobInfo? before) =>
        before is not null
        && (run.State, run.Done, run.Total, run.Stage, run.Warnings, run.Backend, run.CancelRequestedBy)
            == (before.State, before.Done, before.Total, before.Stage, before.Warnings, before.Backend, before.CancelRequestedBy);
}
