using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Jobs.Running;
using LocalEnergyMarket.Backend.Server.Hosting;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>Runs jobs in the backend, as long as it serves.</summary>
sealed class JobHost(NpgsqlDataSource database, JobRunner runner, ILogger<JobHost> log) : DatabaseListener(database, JobDesk.Channel, TimeSpan.FromSeconds(1), log)
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // A job that does not stop in time is another backend's once its lease is over.
        await runner.StopAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override Task CatchUpAsync(CancellationToken cancellation) => runner.TakeUpAsync(cancellation);
}
