using LocalEnergyMarket.Backend.Jobs.Runs;

namespace LocalEnergyMarket.Backend.Jobs.Running;

/// <summary>
/// A process's hold on a run: renewed with a sign of life in which progress and log go along. When it cannot be renewed in time, the run is
/// stopped here before another process may take it up.
/// </summary>
sealed class RunLease(RunWriter writer, TakenRun run, TimeSpan length, CancellationTokenSource stop) : IDisposable
{
    /// <summary>Longer ones would be lost when the process ends; shorter ones are work for the database.</summary>
    static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim _writing = new(1);
    readonly Lock _lock = new();
    List<JobLogLine> _lines = [];
    (long, long?, string) _progress = (run.Done, run.Total, run.Stage);

    long _renewed = run.Asked;

    public RunWriter Writer => writer;

    /// <summary>Somebody wants the run to stop.</summary>
    public bool IsCancelRequested { get; private set; }

    /// <summary>The run is no longer this process's.</summary>
    public bool IsLost { get; private set; }

    /// <summary>How long this process may still go on without another sign of life; negative when over. A fifth of the lease is left for stopping.</summary>
    public TimeSpan Left => (length * 0.8) - TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _renewed));

    public (long Done, long? Total, string Stage) Progress
    {
        set
        {
            lock (_lock)
            {
                _progress = value;
            }
        }
    }

    /// <returns>How many lines wait to be written.</returns>
    public int Say(JobLogLine line)
    {
        lock (_lock)
        {
            _lines.Add(line);
            return _lines.Count;
        }
    }

    public void Lose()
    {
        IsLost = true;
        stop.Cancel();
    }

    /// <summary>Gives signs of life until told to end.</summary>
    public async Task KeepAsync(CancellationToken ended)
    {
        var pause = TimeSpan.FromTicks(Math.Min(LongestSilence.Ticks, length.Ticks / 10));
        while (!ended.IsCancellationRequested && !IsLost)
        {
            await Task.Delay(pause, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                using var timely = CancellationTokenSource.CreateLinkedTokenSource(ended);
                timely.CancelAfter(Left > TimeSpan.Zero ? Left : TimeSpan.Zero);
                await WriteAsync(timely.Token);
            }
            catch (Exception) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException or OperationCanceledException)
            {
                // The database may come back in time.
            }

            if (Left <= TimeSpan.Zero)
            {
                Lose();
            }
        }
    }

    /// <summary>Writes progress and log, and renews the lease.</summary>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        List<JobLogLine> lines = [];
        try
        {
            (long, long?, string) progress;
            lock (_lock)
            {
                (lines, _lines) = (_lines, []);
                progress = _progress;
            }

            var before = TimeProvider.System.GetTimestamp();
            var stops = await writer.WriteAsync(length, progress, lines, cancellation);
            lines = [];
            if (stops is null)
            {
                Lose();
                return;
            }

            Interlocked.Exchange(ref _renewed, before);
            if (stops.Value && !IsCancelRequested)
            {
                IsCancelRequested = true;
                await stop.CancelAsync();
            }
        }
        finally
        {
            lock (_lock)
            {
                _lines.InsertRange(0, lines);
            }

            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();
}
