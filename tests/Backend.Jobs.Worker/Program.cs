using System.Globalization;
using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Jobs.Running;
using LocalEnergyMarket.Backend.Jobs.Worker;
using LocalEnergyMarket.Backend.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

// Runs counting jobs until it is killed: connection string, lease in milliseconds.
var lease = TimeSpan.FromMilliseconds(double.Parse(args[1], CultureInfo.InvariantCulture));
await using var store = DocumentStore.For(options =>
{
    options.Connection(args[0]);
    options.AddModule(new JobsSchema());
});
var catalogue = new JobCatalogue(() => [new CountingJob(store.DataSource)]);
await using var runner = new JobRunner(store.DataSource, catalogue, RunnerOptions.Default with { Lease = lease, MostInterruptions = 1000 }, NullLogger<JobRunner>.Instance);
using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
Console.WriteLine("ready");
do
{
    try
    {
        await runner.TakeUpAsync(CancellationToken.None);
    }
    catch (NpgsqlException)
    {
        // The database was killed too; it comes back.
    }
}
while (await pause.WaitForNextTickAsync());
