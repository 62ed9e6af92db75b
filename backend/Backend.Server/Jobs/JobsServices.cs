using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Jobs.Files;
using LocalEnergyMarket.Backend.Jobs.Running;
using LocalEnergyMarket.Backend.Server.Hosting;
using LocalEnergyMarket.Backend.Server.Jobs.Schedules;
using LocalEnergyMarket.Backend.Server.Jobs.Timeslots;

namespace LocalEnergyMarket.Backend.Server.Jobs;

static class JobsServices
{
    public static void AddJobs(this IServiceCollection services, ServerOptions options, TimeProvider market)
    {
        services.AddSingleton(options.Jobs).AddSingleton(new JobFiles(options.Jobs.FilesFolder));
        services.AddSingleton(provider => new JobCatalogue(provider.GetServices<IJob>)).AddSingleton<JobDesk>();
        services.AddSingleton(RunnerOptions.Default with { MostRuns = options.Jobs.MostRuns, Lease = TimeSpan.FromSeconds(options.Jobs.LeaseSeconds) });
        services.AddSingleton<JobRunner>().AddHostedService<JobHost>();
        services.AddSchedules(options.Schedules, market);
        services.AddSingleton<IJob, UpkeepJob>().AddSingleton<IJob, DataRequestsJob>();
        services.AddSingleton<TimeslotFailures>().AddSingleton<TimeslotWork>();
        foreach (var step in Enum.GetValues<TimeslotStep>())
        {
            services.AddSingleton<IJob>(provider => new TimeslotStepJob(step, provider.GetRequiredService<TimeslotWork>()));
        }
    }
}
