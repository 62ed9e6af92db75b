using LocalEnergyMarket.Edge.Gateway.Clock;
using LocalEnergyMarket.Protos.Wire.Readings;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>
/// Writes the readings of several meters down in one transaction: meters polled at the same instant answer within moments of one another, and each
/// transaction costs an SD card a flush. A slow meter is waited for a moment only. The clock is looked at when readings are stamped, so that what
/// became of it lies between those from before and those from after.
/// </summary>
public sealed class ReadingWriter(BoxJournal journal, ClockWatch clock, TimeProvider real, ILogger? log = null)
{
    /// <summary>The longest that an answer waits for those of other meters.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    readonly Lock _lock = new();
    Group _group = new(Task.CompletedTask);
    int _underway;
    int _writes;

    /// <summary>Transactions that readings took.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>A meter is being asked: others wait for its answer, until it is there or this is disposed.</summary>
    public IDisposable Expect()
    {
        Interlocked.Increment(ref _underway);
        return new Expected(this);
    }

    /// <summary>Writes down what became of the clock, if anything did.</summary>
    public Task LookAtClockAsync() => WriteAsync(_ => []);

    /// <summary>Stamps readings and writes them down, with those of other meters that come at the same time.</summary>
    /// <param name="stamp">Gives the readings; told whether the clock is sure.</param>
    /// <returns>The readings as they are in the journal.</returns>
    /// <exception cref="JournalUnavailableException">They could not be written, and are counted.</exception>
    public async Task<IReadOnlyList<Reading>> WriteAsync(Func<bool, IReadOnlyList<Reading>> stamp)
    {
        ArgumentNullException.ThrowIfNull(stamp);
        Group group;
        int from;
        int count;
        bool leads;
        lock (_lock)
        {
            var changes = clock.Look();
            foreach (var change in changes)
            {
                log?.ClockChanged(change);
            }

            var readings = stamp(clock.State.IsSure);
            if (readings.Count == 0 && changes.Count == 0)
            {
                return [];
            }

            if (changes.Count > 0)
            {
                // Those that wait were stamped before.
                _group.Complete.TrySetResult();
                _group = new(_group.IsEmpty ? _group.Before : _group.Done);
                _group.Changes.AddRange(changes);
            }

            (group, from, count, leads) = (_group, _group.Readings.Count, readings.Count, !_group.IsLed);
            group.Readings.AddRange(readings);
            group.IsLed = true;
        }

        if (leads)
        {
            await LeadAsync(group);
        }

        var written = await group.Written.Task;
        return [.. written.Skip(from).Take(count)];
    }

    /// <summary>The first of a group waits for the others and writes for all.</summary>
    async Task LeadAsync(Group group)
    {
        if (Volatile.Read(ref _underway) > 0)
        {
            try
            {
                await group.Complete.Task.WaitAsync(Patience, real);
            }
            catch (TimeoutException)
            {
                // Who answers later is in the next group.
            }
        }

        await group.Before;
        lock (_lock)
        {
            if (_group == group)
            {
                _group = new(group.Done);
            }
        }

        try
        {
            Interlocked.Increment(ref _writes);
            group.Written.SetResult(journal.Append(group.Readings, group.Changes));
        }
        catch (Exception e)
        {
            // Each of them has to know.
            group.Written.SetException(e);
        }
    }

    void Answered()
    {
        if (Interlocked.Decrement(ref _underway) == 0)
        {
            lock (_lock)
            {
                if (!_group.IsEmpty)
                {
                    _group.Complete.TrySetResult();
                }
            }
        }
    }

    sealed class Group(Task before)
    {
        /// <summary>Groups are written in their order.</summary>
        public Task Before { get; } = before;

        public List<ClockChange> Changes { get; } = [];

        public List<Reading> Readings { get; } = [];

        public bool IsLed { get; set; }

        public bool IsEmpty => Readings.Count == 0 && Changes.Count == 0;

        public TaskCompletionSource Complete { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<IReadOnlyList<Reading>> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => Written.Task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    sealed class Expected(ReadingWriter writer) : IDisposable
    {
        int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                writer.Answered();
            }
        }
    }
}
