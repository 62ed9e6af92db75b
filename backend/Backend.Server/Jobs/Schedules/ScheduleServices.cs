using System.Data.Common;
using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Protos.Quantities;
using Npgsql;
using Quartz;

namespace LocalEnergyMarket.Backend.Server.Jobs.Schedules;

/// <summary>Quartz, with its tables in the backend's schema, on the market's clock, once among several backends.</summary>
static class ScheduleServices
{
    public static void AddSchedules(this IServiceCollection services, IEnumerable<ScheduleOptions> configured, TimeProvider market)
    {
        // All of Quartz' times are the market's; what is about databases and processes is meant in real time.
        var factor = (market as MarketClock)?.Factor ?? 1;
        services.AddSingleton(provider => new ScheduleBook(configured, provider.GetRequiredService<JobCatalogue>()));
        services.AddSingleton<DbDataSource>(provider => provider.GetRequiredService<NpgsqlDataSource>());
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "lem";
                scheduler.GenerateInstanceId = true;
                scheduler.IdleWaitTime = TimeSpan.FromSeconds(15) * factor;
            });
            quartz.UseTimeProvider(market);
            quartz.UseDefaultThreadPool(2);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(source => source.UseRegisteredDataSource = true);
                store.UseClustering(cluster =>
                {
                    cluster.CheckinInterval = TimeSpan.FromSeconds(7.5) * factor;
                    cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(15) * factor;
                });
                store.ConfigureStore(options =>
                {
                    options.SchemaProvisioning = SchemaProvisioning.CreateIfMissing;
                    options.StoreJobDataAsStrings = true;
                    options.UseBackgroundThreads = true;
                    options.MisfireThreshold = TimeSpan.FromSeconds(30) * factor;
                    options.DbRetryInterval = TimeSpan.FromSeconds(5) * factor;
                });
            });
        });
        services.AddSingleton<ScheduleHost>().AddHostedService(provider => provider.GetRequiredService<ScheduleHost>());
    }
}
