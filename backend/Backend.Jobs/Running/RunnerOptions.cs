namespace LocalEnergyMarket.Backend.Jobs.Running;

/// <summary>How a process runs jobs.</summary>
/// <param name="Backend">What runs say of where they run, for example machine and process id.</param>
/// <param name="MostRuns">Runs at a time in this process.</param>
/// <param name="Lease">After this long without a sign of life a run is another's to take up.</param>
/// <param name="MostInterruptions">A run that is interrupted more often without having saved anything is given up.</param>
public sealed record RunnerOptions(string Backend, int MostRuns, TimeSpan Lease, int MostInterruptions)
{
    public static RunnerOptions Default { get; } = new($"{Environment.MachineName}/{Environment.ProcessId}", 4, TimeSpan.FromSeconds(20), 20);
}
