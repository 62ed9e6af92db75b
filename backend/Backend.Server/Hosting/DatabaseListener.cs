using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Hosting;

/// <summary>
/// Does what the database holds for this process: at once when it is told so on a channel, and every so often besides, since a word may be lost with a connection. While the
/// database cannot be reached it is tried again.
/// </summary>
/// <param name="channel">Of PostgreSQL's NOTIFY.</param>
/// <param name="longestSilence">After so long it is looked without having been told.</param>
abstract partial class DatabaseListener(NpgsqlDataSource database, string channel, TimeSpan longestSilence, ILogger log) : BackgroundService
{
    static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(2);

    /// <summary>Does all that is to be done now.</summary>
    protected abstract Task CatchUpAsync(CancellationToken cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException && !stoppingToken.IsCancellationRequested)
            {
                LogFailed(GetType().Name, e.Message);
                await Task.Delay(PauseAfterFailure, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
        }
    }

    async Task ListenAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using (var listen = new NpgsqlCommand($"listen {channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        while (true)
        {
            await CatchUpAsync(cancellation);
            await connection.WaitAsync(longestSilence, cancellation);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Listener} waits for the database: {Reason}")]
    partial void LogFailed(string listener, string reason);
}
