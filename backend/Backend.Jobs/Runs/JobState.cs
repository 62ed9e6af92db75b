namespace LocalEnergyMarket.Backend.Jobs.Runs;

/// <summary>How a run is. An interrupted one waits again.</summary>
public enum JobState
{
    Waiting = 1,
    Running = 2,
    Succeeded = 3,
    Failed = 4,
    Cancelled = 5,
}
