using Npgsql;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <summary>A batch that is being verified, or waits for its turn.</summary>
sealed record WaitingBatch(Task<CheckedBatch> Check)
{
    public TaskCompletionSource<BatchOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>
/// Batches in the order they came, one transaction after the other: what comes while one is written goes into the next together. A box is always
/// in the same lane. Nothing runs while there is nothing to do.
/// </summary>
sealed class IngestLane(BatchGroup group)
{
    const int MostBatches = 64;
    const int MostReadings = 50_000;

    readonly Queue<WaitingBatch> _waiting = [];
    bool _running;

    public void Add(WaitingBatch batch)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(batch);
            if (_running)
            {
                return;
            }

            _running = true;
        }

        _ = Task.Run(DrainAsync);
    }

    async Task DrainAsync()
    {
        while (true)
        {
            var taken = new List<(WaitingBatch Waiting, CheckedBatch Batch)>();
            var readings = 0;
            while (taken.Count < MostBatches && readings < MostReadings && Next() is { } next)
            {
                try
                {
                    var batch = await next.Check;
                    readings += batch.Check.Readings.Count;
                    taken.Add((next, batch));
                }
                catch (Exception e)
                {
                    // The enrolled key is none: an error of ours, said to whoever asked.
                    next.Outcome.TrySetException(e);
                }
            }

            if (taken.Count > 0)
            {
                await WriteAsync(taken);
            }
            else if (IsDone())
            {
                return;
            }
        }
    }

    async Task WriteAsync(List<(WaitingBatch Waiting, CheckedBatch Batch)> taken)
    {
        try
        {
            var outcomes = await group.WriteAsync([.. taken.Select(one => one.Batch)], CancellationToken.None);
            for (var i = 0; i < outcomes.Count; i++)
            {
                taken[i].Waiting.Outcome.TrySetResult(outcomes[i]);
            }
        }
        catch (Exception e) when (taken.Count > 1 && e is not NpgsqlException { IsTransient: true })
        {
            // One of them cannot be stored; whose fault it is, each by itself shows.
            foreach (var one in taken)
            {
                await WriteAsync([one]);
            }
        }
        catch (Exception e)
        {
            foreach (var one in taken)
            {
                one.Waiting.Outcome.TrySetException(e);
            }
        }
    }

    WaitingBatch? Next()
    {
        lock (_waiting)
        {
            return _waiting.TryDequeue(out var next) ? next : null;
        }
    }

    bool IsDone()
    {
        lock (_waiting)
        {
            _running = _waiting.Count > 0;
            return !_running;
        }
    }
}
