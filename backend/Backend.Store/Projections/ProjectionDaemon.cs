using LocalEnergyMarket.Backend.Store.Projections.Rebuilding;
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
    readonly IReadOnlyList<FollowedProjection> _projections;
    readonly RebuildPlan _rebuild;
    readonly ILogger _logger;

    internal ProjectionDaemon(StoreOptions options, DocumentStore store)
    {
        _logger = options.LoggerFactory.CreateLogger<ProjectionDaemon>();
        _highWater = new(options, store.DataSource);
        _projections = [.. options.Projections.Asynchronous.Select(projection => new FollowedProjection(new(options, store, projection), _logger))];
        _rebuild = new(options, store, _highWater);
    }

    /// <summary>
    /// Follows the events until cancelled. A projection that fails for a reason that lies in an event leaves that event out after some
    /// attempts (<see cref="DeadLetterEvent"/>); one that fails for another reason stays where it is. The others go on.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var pause = Idle;
            try
            {
                var ceiling = await _highWater.ReadAsync(cancellation);
                foreach (var projection in _projections)
                {
                    pause = await projection.TryCatchUpAsync(ceiling, cancellation) ? pause : AfterFailure;
                }

                await _highWater.RecordAsync(ceiling, cancellation);
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

    /// <summary>
    /// Brings every projection that no other process is working on to the events committed by now; a failure is thrown, and no event left out.
    /// </summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        var ceiling = await _highWater.ReadAsync(cancellation);
        foreach (var projection in _projections)
        {
            while (await projection.Page.AdvanceAsync(ceiling, ProjectionPage.Size, cancellation))
            {
            }
        }

        await _highWater.RecordAsync(ceiling, cancellation);
    }

    /// <summary>
    /// Makes a projection's documents anew from all events, also those of an inline one. Until it is done, readers see what was there; then
    /// everything at once. Other processes leave the projection alone meanwhile. A failure is thrown and changes nothing.
    /// </summary>
    /// <param name="name">The projection's name; of a snapshot or a multi-stream projection its type's short name.</param>
    /// <param name="cancellation">Gives up; nothing has changed then.</param>
    /// <exception cref="StoreException">There is no such projection, or it cannot be rebuilt.</exception>
    public Task RebuildProjectionAsync(string name, CancellationToken cancellation) => _rebuild.RunAsync(name, cancellation);

    /// <inheritdoc cref="RebuildProjectionAsync(string, CancellationToken)"/>
    public Task RebuildProjectionAsync<T>(CancellationToken cancellation)
        where T : class => RebuildProjectionAsync(typeof(T).Name, cancellation);

    [LoggerMessage(2, LogLevel.Warning, "The projections wait for the database: {Reason}")]
    partial void DatabaseUnavailable(string reason);
}
