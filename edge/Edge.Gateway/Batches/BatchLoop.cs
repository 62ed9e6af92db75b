using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Service;
using LocalEnergyMarket.Hardware.Tpm;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Batches;

/// <summary>Closes batches on the market's clock, shortly after the polls of the same grid, and deletes what is acknowledged and old.</summary>
public sealed class BatchLoop(BatchCloser closer, BoxJournal journal, TimeSpan period, TimeSpan keep, Pulse pulse, TimeProvider market, ILogger log)
{
    /// <summary>Time for the polls at the same instant to be written down.</summary>
    readonly TimeSpan _lag = TimeSpan.FromTicks(Math.Min(period.Ticks / 4, TimeSpan.FromSeconds(5).Ticks));

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            pulse.Beat();
            var now = market.GetUtcNow();
            await Task.Delay(PollSchedule.Next(now - _lag, period) + _lag - now, market, cancellationToken);
            await CloseAllAsync(cancellationToken);
            var deleted = journal.Delete(market.GetUtcNow() - keep);
            if (deleted > 0)
            {
                log.BatchesDeleted(deleted);
            }
        }
    }

    async Task CloseAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await closer.CloseAsync(cancellationToken) is { } batch)
            {
                log.BatchClosed(batch.Sequence, batch.Content.Length);
            }
        }
        catch (Exception e) when (e is TpmException or IOException)
        {
            log.BatchNotSigned(e.Message);
        }
    }
}
