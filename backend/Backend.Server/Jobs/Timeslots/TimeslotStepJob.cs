using LocalEnergyMarket.Backend.Jobs;

namespace LocalEnergyMarket.Backend.Server.Jobs.Timeslots;

/// <summary>Does one step with every timeslot whose time has come: at the quarter hours, and when somebody asks for it.</summary>
sealed class TimeslotStepJob(TimeslotStep step, TimeslotWork work) : IJob
{
    public string Kind => step.Kind();

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var round = await work.RoundAsync(step, TimeSpan.Zero, cancellation);
        foreach (var line in round.Done)
        {
            await run.LogAsync(JobLogLevel.Information, line, cancellation);
        }

        foreach (var line in round.Failed)
        {
            await run.LogAsync(JobLogLevel.Error, line, cancellation);
        }

        return round.Failed.Count == 0 ? round.Result : throw new JobException(round.Failure);
    }
}
