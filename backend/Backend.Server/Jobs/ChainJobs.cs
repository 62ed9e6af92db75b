using LocalEnergyMarket.Backend.Anchoring.Performing;
using LocalEnergyMarket.Backend.Anchoring.Watching;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Store;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>Brings the outbox to the chain.</summary>
sealed class PerformerJob(NpgsqlDataSource database, Performer performer, TimeProvider time, ILogger<PerformerJob> log) : JobLoop(database, time, log)
{
    protected override TimeSpan Pause => TimeSpan.FromMilliseconds(200);

    protected override string? Concern => performer.Unserved.Count == 0
        ? null
        : string.Join("; ", performer.Unserved.Take(3).Select(queue => $"the queue {queue.Key} waits: {queue.Value}"));

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        if (await performer.WorkAsync(cancellation) == PerformerRound.Away)
        {
            throw new HttpRequestException("No node of the chain answers; entries wait in the outbox.");
        }
    }
}

/// <summary>Follows the chain's irreversible blocks.</summary>
sealed class WatcherJob(NpgsqlDataSource database, Watcher watcher, DataRequests requests, TimeProvider time, ILogger<WatcherJob> log)
    : JobLoop(database, time, log)
{
    /// <summary>Five minutes of blocks.</summary>
    const int ManyBlocks = 600;

    protected override TimeSpan Pause => TimeSpan.FromMilliseconds(250);

    protected override string? Concern => watcher.Behind is > ManyBlocks and var blocks ? $"{blocks} irreversible blocks behind" : null;

    protected override Task RoundAsync(CancellationToken cancellation) => watcher.WorkAsync(_ => requests.Wake(), cancellation);
}

/// <summary>Finds the box that has an account on the chain.</summary>
sealed class BoxDirectory(IDocumentStore store) : IBoxDirectory
{
    public async Task<Guid?> FindAsync(string chainAccount, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return (await session.Query<Box>().Containing(new { chainAccount }).FirstOrDefaultAsync(cancellation))?.Id;
    }
}
