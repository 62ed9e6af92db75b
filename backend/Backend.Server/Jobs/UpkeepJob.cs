using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Jobs.Files;
using LocalEnergyMarket.Backend.Telemetry.Ingest;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>Makes the partitions of the months to come, and removes runs and uploaded files that are too old.</summary>
sealed class UpkeepJob(ReadingPartitions partitions, IServiceProvider services, JobFiles files, JobsOptions options, TimeProvider time) : IJob
{
    public string Kind => "upkeep";

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellation)
    {
        await partitions.EnsureAheadAsync(time.GetUtcNow(), cancellation);
        var age = TimeSpan.FromDays(options.KeepDays);
        var runs = await services.GetRequiredService<JobDesk>().SweepAsync(age, cancellation);
        var swept = files.Sweep(age);
        return $"Partitions of readings are made ahead; {runs} old runs and {swept} old files were removed.";
    }
}
