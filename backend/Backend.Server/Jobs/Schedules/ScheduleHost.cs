using Npgsql;
using Quartz;

namespace LocalEnergyMarket.Backend.Server.Jobs.Schedules;

/// <summary>
/// Brings Quartz' triggers in line with the schedules when the backend starts, and lets them fire as long as it serves. A trigger that is as it should be stays, so
/// that what it missed meanwhile is made up for.
/// </summary>
sealed partial class ScheduleHost(ISchedulerFactory factory, ScheduleBook schedules, NpgsqlDataSource database, TimeProvider time, ILogger<ScheduleHost> log)
    : IHostedService, IAsyncDisposable
{
    const string Group = "schedules";

    IScheduler? _scheduler;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _ = schedules.All;
        var scheduler = _scheduler = await factory.GetScheduler(cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var alone = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('lem.schedules/' || current_schema(), 0))", connection, transaction);
        await alone.ExecuteNonQueryAsync(cancellationToken);
        await AlignAsync(scheduler, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await scheduler.Start(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _scheduler, null) is { } scheduler)
        {
            await scheduler.Shutdown(waitForJobsToComplete: true, cancellationToken);
        }
    }

    /// <summary>A backend that could not start was never stopped.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    /// <summary>When a schedule fires next, on the market's clock; null if it does not.</summary>
    public async Task<DateTimeOffset?> NextAsync(JobSchedule schedule, CancellationToken cancellation) =>
        schedule.Enabled && _scheduler is { } scheduler ? (await scheduler.GetTrigger(KeyOf(schedule), cancellation))?.NextFireTimeUtc : null;

    static TriggerKey KeyOf(JobSchedule schedule) => new(schedule.Name, Group);

    async Task AlignAsync(IScheduler scheduler, CancellationToken cancellation)
    {
        var wanted = schedules.All.Where(schedule => schedule.Enabled).ToDictionary(schedule => schedule.Name, StringComparer.Ordinal);
        var present = await scheduler.QueryJobs(new JobQuery(), cancellation);
        foreach (var job in present.Items.Where(job => job.Key.Group == Group && !wanted.ContainsKey(job.Key.Name)))
        {
            await scheduler.DeleteJob(job.Key, cancellation);
            LogRemoved(job.Key.Name);
        }

        foreach (var schedule in wanted.Values)
        {
            if (await scheduler.GetTrigger(KeyOf(schedule), cancellation) is { } trigger && IsAsWanted(trigger, schedule))
            {
                continue;
            }

            var job = JobBuilder.Create<ScheduledStart>().WithIdentity(schedule.Name, Group).RequestRecovery(true).Build();
            var replacement = TriggerBuilder.Create(time)
                .WithIdentity(KeyOf(schedule))
                .ForJob(job)
                .StartAt(time.GetUtcNow())
                .WithSchedule(CronScheduleBuilder.Create(schedule.Cron).InTimeZone(ScheduleBook.Zone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
                .Build();
            await scheduler.ScheduleJob(job, replacement, ScheduleJobOptions.Replacing, cancellation);
            LogScheduled(schedule.Name, schedule.Kind, schedule.Cron.CronExpressionString);
        }
    }

    /// <summary>The market's clock may have been set to another time since: then a trigger would wait for the old one.</summary>
    bool IsAsWanted(ITrigger trigger, JobSchedule schedule) =>
        trigger is ICronTrigger cron
        && cron.CronExpressionString == schedule.Cron.CronExpressionString
        && cron.NextFireTimeUtc is { } next
        && next <= schedule.Cron.GetNextValidTimeAfter(time.GetUtcNow());

    [LoggerMessage(1, LogLevel.Information, "The schedule {Schedule} starts {Kind} at {Cron}")]
    partial void LogScheduled(string schedule, string kind, string cron);

    [LoggerMessage(2, LogLevel.Information, "The schedule {Schedule} is no more")]
    partial void LogRemoved(string schedule);
}
