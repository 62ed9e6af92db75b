using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Jobs.Files;
using LocalEnergyMarket.Backend.Jobs.Running;

namespace LocalEnergyMarket.Backend.Server.Jobs;

static class JobsServices
{
    public static void AddJobs(this IServiceCollection services, JobsOptions options)
    {
        services.AddSingleton(options).AddSingleton(new JobFiles(options.FilesFolder));
        services.AddSingleton(provider => new JobCatalogue(provider.GetServices<IJob>)).AddSingleton<JobDesk>();
        services.AddSingleton(RunnerOptions.Default with { MostRuns = options.MostRuns, Lease = TimeSpan.FromSeconds(options.LeaseSeconds) });
        services.AddSingleton<JobRunner>().AddHostedService<JobHost>();
    }
}
