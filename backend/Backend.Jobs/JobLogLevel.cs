namespace LocalEnergyMarket.Backend.Jobs;

/// <summary>How much a line of a job's log matters.</summary>
public enum JobLogLevel
{
    Information = 1,
    Warning = 2,
    Error = 3,
}
