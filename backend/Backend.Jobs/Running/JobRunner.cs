using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using LocalEnergyMarket.Backend.Jobs.Runs;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LocalEnergyMarket.Backend.Jobs.Running;

/// <summary>
/// Runs jobs in this process: takes up what waits or was left by a dead process, and lets go of it when this one stops. The host calls it when the
/// database says that there is something (<see cref="JobDesk.Channel"/>), and every few seconds besides.
/// </summary>
public sealed partial class JobRunner : IAsyncDisposable
{
    static readonly Meter Meter = new("LocalEnergyMarket.Backend.Jobs");
    static readonly Counter<long> Ended = Meter.CreateCounter<long>("lem.job.runs", "{run}", "Runs that ended here, by kind and how.");

    readonly NpgsqlDataSource _database;
    readonly JobCatalogue _jobs;
    readonly RunnerOptions _options;
    readonly ILogger<JobRunner> _log;
    readonly RunTaking _taking;
    readonly ConcurrentDictionary<Guid, Task> _running = new();
    readonly CancellationTokenSource _stopping = new();

    public JobRunner(NpgsqlDataSource database, JobCatalogue jobs, RunnerOptions options, ILogger<JobRunner> log) =>
        (_database, _jobs, _options, _log, _taking) = (database, jobs, options, log, new(database, options));

    /// <summary>How many runs this process is at.</summary>
    public int Running => _running.Count;

    /// <summary>Begins what can be begun, and comes back without waiting for it to end.</summary>
    public async Task TakeUpAsync(CancellationToken cancellation)
    {
        var kinds = _jobs.Kinds;
        while (!_stopping.IsCancellationRequested && _running.Count < _options.MostRuns && await _taking.NextAsync(kinds, cancellation) is { } run)
        {
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _running[run.Id] = begun.Task;
            _ = RunAsync(run, begun);
        }
    }

    /// <summary>Waits until nothing runs here.</summary>
    public Task IdleAsync() => Task.WhenAll(_running.Values);

    /// <summary>Stops the runs here; another process goes on with them.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await IdleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    async Task RunAsync(TakenRun run, TaskCompletionSource over)
    {
        try
        {
            var writer = new RunWriter(_database, run.Id, run.Claim, _options.MostInterruptions);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            using var lease = new RunLease(writer, run, _options.Lease, stop);
            LogBegun(run.Kind, run.Id);
            var outcome = await WithLeaseAsync(run, lease, stop.Token);
            var written = await EndAsync(writer, lease, outcome);
            Ended.Add(1, new("lem.job.kind", run.Kind), new("lem.job.outcome", written ? outcome.State.ToString().ToLowerInvariant() : "lost"));
            LogEnded(run.Kind, run.Id, written ? outcome.State.ToString() : "Lost", outcome.Result + outcome.Failure);
        }
        catch (Exception e)
        {
            // Nothing of a run may end the process; what it was is in the log, and its lease ends by itself.
            LogBroken(run.Kind, run.Id, e);
        }
        finally
        {
            _running.TryRemove(run.Id, out _);
            over.SetResult();
        }
    }

    async Task<Outcome> WithLeaseAsync(TakenRun run, RunLease lease, CancellationToken stop)
    {
        using var ended = new CancellationTokenSource();
        var kept = lease.KeepAsync(ended.Token);
        Outcome outcome;
        try
        {
            var job = _jobs.Get(run.Kind);
            outcome = new(JobState.Succeeded, Result: await Task.Run(() => job.RunAsync(new(run, lease), stop), stop));
        }
        catch (Exception e)
        {
            outcome = Judge(run, lease, e, stop);
        }

        await ended.CancelAsync();
        await kept;
        return outcome;
    }

    Outcome Judge(TakenRun run, RunLease lease, Exception e, CancellationToken stop)
    {
        if (stop.IsCancellationRequested && e is not JobException)
        {
            // Whatever it is, it comes from stopping.
            return lease.IsCancelRequested
                ? new(JobState.Cancelled)
                : new(JobState.Waiting, Failure: $"The backend {_options.Backend} was stopped.");
        }

        if (e is JobException)
        {
            return new(JobState.Failed, Failure: e.Message);
        }

        LogFailed(run.Kind, run.Id, e);
        return IsPassing(e)
            ? new(JobState.Waiting, Failure: $"The database could not be reached: {e.Message}", Again: TimeSpan.FromSeconds(2))
            : new(JobState.Failed, Failure: $"It failed unexpectedly: {e.Message}");
    }

    /// <summary>PostgreSQL was restarted or cut off: the work is as good as before, and is to be done again.</summary>
    static bool IsPassing(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is PostgresException postgres ? postgres.IsTransient || postgres.SqlState.StartsWith("57P", StringComparison.Ordinal) : e is NpgsqlException)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes how it ended, as long as it is this process's to say.</summary>
    static async Task<bool> EndAsync(RunWriter writer, RunLease lease, Outcome outcome)
    {
        if (outcome.State == JobState.Waiting)
        {
            lease.Say(new(0, TimeProvider.System.GetUtcNow(), JobLogLevel.Warning, outcome.Failure));
        }

        while (!lease.IsLost && lease.Left > TimeSpan.Zero)
        {
            using var timely = new CancellationTokenSource(lease.Left > TimeSpan.Zero ? lease.Left : TimeSpan.Zero);
            try
            {
                await lease.WriteAsync(timely.Token);
                return await writer.EndAsync(outcome.State, outcome.Result, outcome.Failure, outcome.Again, timely.Token);
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException or TimeoutException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), timely.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return false;
    }

    sealed record Outcome(JobState State, string Result = "", string Failure = "", TimeSpan? Again = null);

    [LoggerMessage(1, LogLevel.Information, "The job {Kind} began (run {Run})")]
    partial void LogBegun(string kind, Guid run);

    [LoggerMessage(2, LogLevel.Information, "The job {Kind} ended (run {Run}): {State} {Sentence}")]
    partial void LogEnded(string kind, Guid run, string state, string sentence);

    [LoggerMessage(3, LogLevel.Error, "The job {Kind} failed (run {Run})")]
    partial void LogFailed(string kind, Guid run, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "How the job {Kind} ended cannot be written (run {Run})")]
    partial void LogBroken(string kind, Guid run, Exception exception);
}
