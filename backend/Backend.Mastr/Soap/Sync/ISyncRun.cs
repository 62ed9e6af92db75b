using Npgsql;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Sync;

/// <summary>What a run of the sync is part of: somebody who watches it.</summary>
public interface ISyncRun
{
    /// <param name="done">Objects and pages taken in this round.</param>
    /// <param name="total">Null while nobody knows.</param>
    /// <param name="stage">For people.</param>
    Task ProgressAsync(long done, long? total, string stage, CancellationToken cancellation);

    Task SayAsync(string message, CancellationToken cancellation);

    Task WarnAsync(string message, CancellationToken cancellation);

    /// <summary>Is called in each transaction; throws if another process has taken the run over.</summary>
    Task FenceAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation);
}
