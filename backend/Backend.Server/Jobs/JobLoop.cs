using System.Diagnostics.Metrics;
using LocalEnergyMarket.Backend.Server.Hosting;
using LocalEnergyMarket.Protos.V1;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>Runs a job in rounds on the process that leads. What fails is logged and tried again in the next round, later and later.</summary>
abstract partial class JobLoop(NpgsqlDataSource database, TimeProvider time, ILogger log) : BackgroundService
{
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    static readonly TimeSpan LongestRound = TimeSpan.FromMinutes(10);

    static readonly Meter Meter = new(ServerMetrics.Name);
    static readonly Counter<long> Rounds = Meter.CreateCounter<long>("lem.job.rounds", "{round}", "Rounds that jobs have ended here.");

    long _round;

    /// <summary>The pause between two rounds, in real time.</summary>
    protected abstract TimeSpan Pause { get; }

    /// <summary>When the job last ended a round; null before the first.</summary>
    public DateTimeOffset? LastRound { get; private set; }

    /// <summary>Why the last round failed, in one sentence; null if it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>How the job is: well as long as its rounds succeed, here or at another backend.</summary>
    public (PartState State, string Detail) Health
    {
        get
        {
            if (Failure is { } failure)
            {
                return (PartState.Degraded, failure);
            }

            if (Concern is { } concern)
            {
                return (PartState.Degraded, concern);
            }

            var round = Volatile.Read(ref _round);
            return round != 0 && TimeProvider.System.GetElapsedTime(round) > LongestRound
                ? (PartState.Degraded, $"has been at one round for more than {LongestRound.TotalMinutes:0} minutes")
                : (PartState.Well, LastRound is null ? "another backend does this" : "works");
        }
    }

    /// <summary>What is not as it should be though rounds succeed, in one sentence; null if nothing.</summary>
    protected virtual string? Concern => null;

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
                    Volatile.Write(ref _round, TimeProvider.System.GetTimestamp());
                    await RoundAsync(stoppingToken);
                    LastRound = time.GetUtcNow();
                    Count("done");
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
                Count("failed");
                LogFailed(GetType().Name, failures, e);
            }

            Volatile.Write(ref _round, 0);
            var pause = failures == 0 ? Pause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, Pause.Ticks << Math.Min(failures, 12)));
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    void Count(string outcome) => Rounds.Add(1, new("lem.job.name", GetType().Name), new("lem.job.outcome", outcome));

    [LoggerMessage(1, LogLevel.Warning, "{Job} failed, for the {Failures}. time in a row; it will be tried again")]
    partial void LogFailed(string job, int failures, Exception exception);
}
