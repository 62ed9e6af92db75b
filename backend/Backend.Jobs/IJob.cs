using System.Text.Json;

namespace LocalEnergyMarket.Backend.Jobs;

/// <summary>A kind of job: what starts under a name. The host finds it by <see cref="Kind"/> among the services registered as IJob.</summary>
public interface IJob
{
    /// <summary>Lower case letters, digits and dashes, at most 63; never changed once in use.</summary>
    string Kind { get; }

    /// <summary>Whether a second run waits until the first has ended, wherever that runs.</summary>
    bool OneAtATime => true;

    /// <summary>Looks at the arguments before a run is accepted, so that whoever starts it learns at once what is wrong.</summary>
    /// <exception cref="JobException">The arguments cannot be used; the message says what and why.</exception>
    void Check(JsonElement arguments)
    {
    }

    /// <summary>
    /// Does the work. It may be called again for the same run, here or in another process, when the one before was interrupted: then <see cref="JobRun.CheckpointAsync"/>
    /// has what it last saved.
    /// </summary>
    /// <returns>What came of it, in one English sentence.</returns>
    /// <exception cref="JobException">It cannot be done; the message says why. Any other exception ends the run as failed too, except a broken connection to the database.</exception>
    Task<string> RunAsync(JobRun run, CancellationToken cancellation);
}
