using System.Globalization;
using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Jobs.Runs;
using Npgsql;
using Quartz;

namespace LocalEnergyMarket.Backend.Server.Jobs.Schedules;

/// <summary>What Quartz fires: it starts a run, and no second one for the same due time.</summary>
sealed class ScheduledStart(ScheduleBook schedules, JobDesk desk) : Quartz.IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        // Another backend may have been started with schedules that this one does not have; that one fires them.
        if (schedules.Find(context.JobDetail.Key.Name) is not { Enabled: true } schedule)
        {
            return;
        }

        var due = schedule.DueAt(context.ScheduledFireTimeUtc ?? context.FireTimeUtc);
        var key = $"{schedule.Starter}/{due.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}";
        try
        {
            await desk.StartAsync(new JobStart(schedule.Kind, schedule.Arguments, schedule.Starter, key, due, UnlessWaiting: true), cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new JobExecutionException($"The schedule {schedule.Name} could not start its run: {e.Message}", e) { RefireImmediately = true };
        }
    }
}
