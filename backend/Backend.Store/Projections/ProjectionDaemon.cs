using Microsoft.Extensions.Logging;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>
/// Runs the asynchronous projections. Any number of processes may run one: for each page PostgreSQL decides who works, and a page's
/// changes and progress are one transaction, so nothing is skipped or repeated when a process dies.
/// </summary>
public sealed partial class ProjectionDaemon
{
    static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    readonly HighWater _highWater;
    readonly IReadOnlyList<(string Name, ProjectionPage Page)> _projections;
    readonly ILogger _logger;

    internal ProjectionDaemon(StoreOptions options, DocumentStore store)
    {
        _highWater = new(options, store.DataSource);
        _projections = [.. options.Projections.Asynchronous.Select(projection => (projection.Name, new ProjectionPage(options, store, projection)))];
        _logger = options.LoggerFactory.CreateLogger<ProjectionDaemon>();
    }

    /// <summary>
    /// Follows the events until cancelled. A projection that fails stays where it is and is tried again; the others go on.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var pause = Idle;
            try
            {
                var ceiling = await _highWater.ReadAsync(cancellation);
                foreach (var (name, page) in _projections)
                {
                    pause = await TryCatchUpAsync(name, page, ceiling, cancellation) ? pause : AfterFailure;
                }
            }
            catch (NpgsqlException e)
            {
                DatabaseUnavailable(e.Message);
                pause = AfterFailure;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(pause, TimeProvider.System, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Brings every projection that no other process is working on to the events committed by now; a failure is thrown.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        var ceiling = await _highWater.ReadAsync(cancellation);
        foreach (var (_, page) in _projections)
        {
            while (await page.AdvanceAsync(ceiling, cancellation))
            {
            }
        }
    }

    async Task<bool> TryCatchUpAsync(string name, ProjectionPage page, long ceiling, CancellationToken cancellation)
    {
        try
        {
            while (await page.AdvanceAsync(ceiling, cancellation))
            {
            }

            return true;
        }
#pragma warning disable CA1031 // A projection may fail in any way; it is logged and tried again, and must not stop the others.
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            ProjectionFailed(e, name);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Projection {Name} failed and stays where it is; it is tried again.")]
    partial void ProjectionFailed(Exception e, string name);

    [LoggerMessage(2, LogLevel.Warning, "The projections wait for the database: {Reason}")]
    partial void DatabaseUnavailable(string reason);
}
