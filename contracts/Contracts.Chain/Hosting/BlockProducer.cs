using LocalEnergyMarket.Contracts.Chain.Blocks;

namespace LocalEnergyMarket.Contracts.Chain.Hosting;

/// <summary>Finishes blocks when their half second is over.</summary>
sealed partial class BlockProducer(EmbeddedChain chain, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<BlockProducer> logger) : BackgroundService
{
    static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        chain.Settle();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                chain.Produce();
                var wait = chain.NextBlockTime - time.GetUtcNow();

                // A transaction may start a block at any moment, so never sleep past the end of the next slot.
                await Task.Delay(wait < Shortest ? Shortest : wait > Longest ? Longest : wait, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
        catch (IOException failure)
        {
            // Without its log the chain must not go on: it would acknowledge what the next start does not know.
            LogLogFailed(failure);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "The block log cannot be written; the chain stops.")]
    partial void LogLogFailed(Exception exception);
}
