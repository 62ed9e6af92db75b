using System.Text.Json;
using LocalEnergyMarket.Backend.Jobs.Running;
using LocalEnergyMarket.Backend.Store;
using Npgsql;

namespace LocalEnergyMarket.Backend.Jobs;

/// <summary>One run, as its job sees it.</summary>
public sealed class JobRun
{
    /// <summary>So many lines are written at once and not with the next sign of life.</summary>
    const int ManyLines = 200;

    readonly RunLease _lease;

    internal JobRun(TakenRun run, RunLease lease) => (Id, Kind, Arguments, _lease) = (run.Id, run.Kind, run.Arguments, lease);

    public Guid Id { get; }

    public string Kind { get; }

    /// <summary>What the starter gave.</summary>
    public JsonElement Arguments { get; }

    /// <exception cref="JobException">The arguments are not a T; the message says what is wrong.</exception>
    public T ArgumentsAs<T>() => JobArguments.As<T>(Arguments);

    /// <summary>How far it is; it may be said as often as one likes, and is written once a second.</summary>
    /// <param name="total">Null if nobody knows.</param>
    /// <param name="stage">What is being done, and what is counted, for example <c>units: EinheitenSolar_3.xml</c>.</param>
    /// <exception cref="OperationCanceledException">The run is to stop.</exception>
    public Task ProgressAsync(long done, long? total, string stage, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _lease.Progress = new(done, total, stage);
        return Task.CompletedTask;
    }

    /// <summary>Adds a line to the run's log, written within a second; warnings are counted. Of what a run says more than once after an interruption, all is kept.</summary>
    /// <exception cref="OperationCanceledException">The run is to stop.</exception>
    public async Task LogAsync(JobLogLevel level, string message, CancellationToken cancellation)
    {
        if (_lease.Say(new(0, TimeProvider.System.GetUtcNow(), level, message)) >= ManyLines)
        {
            await _lease.WriteAsync(cancellation);
        }
    }

    /// <summary>What a run that was interrupted last saved; null if it has not saved anything.</summary>
    public async Task<T?> CheckpointAsync<T>(CancellationToken cancellation) =>
        await _lease.Writer.CheckpointAsync(cancellation) is { } state ? JsonSerializer.Deserialize<T>(state, StoreJson.Options) : default;

    /// <summary>Saves where the run is, in place of what it saved before.</summary>
    /// <exception cref="OperationCanceledException">The run is to stop, or is no longer this process's.</exception>
    public async Task SaveCheckpointAsync<T>(T state, CancellationToken cancellation)
    {
        await using var connection = await _lease.Writer.Database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await SaveCheckpointAsync(state, connection, transaction, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>
    /// Saves where the run is in the transaction of the work it stands for: both are there, or neither. Nobody takes the run up until that
    /// transaction has ended, so that no work is done twice.
    /// </summary>
    /// <exception cref="OperationCanceledException">The run is no longer this process's: the transaction must not be committed.</exception>
    public async Task SaveCheckpointAsync<T>(T state, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        if (!await _lease.Writer.SaveCheckpointAsync(JsonSerializer.Serialize(state, StoreJson.Options), connection, transaction, cancellation))
        {
            _lease.Lose();
            throw new OperationCanceledException($"The run {Id} of {Kind} is another process's now.");
        }
    }
}
