using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>Runs a job in rounds on the process that leads. What fails is logged and tried again in the next round, later and later.</summary>
abstract partial class JobLoop(NpgsqlDataSource database, TimeProvider time, ILogger log) : BackgroundService
{
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>The pause between two rounds, in real time.</summary>
    protected abstract TimeSpan Pause { get; }

    /// <summary>When the job last ended a round; null before the first.</summary>
    public DateTimeOffset? LastRound { get; private set; }

    /// <summary>Why the last round failed, in one sentence; null if it did not.</summary>
    public string? Failure { get; private set; }

    protected abstract Task RoundAsync(CancellationToken cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var leadership = new Leadership(database, GetType().Name);
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await leadership.HasAsync(stoppingToken))
                {
                    await RoundAsync(stoppingToken);
                    LastRound = time.GetUtcNow();
                }

                (failures, Failure) = (0, null);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                failures++;
                Failure = e.Message;
                LogFailed(GetType().Name, failures, e);
            }

            var pause = failures == 0 ? Pause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, Pause.Ticks << Math.Min(failures, 12)));
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Job} failed, for the {Failures}. time in a row; it will be tried again")]
    partial void LogFailed(string job, int failures, Exception exception);
}
