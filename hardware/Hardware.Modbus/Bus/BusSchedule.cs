using LocalEnergyMarket.Hardware.Modbus.Lines;

namespace LocalEnergyMarket.Hardware.Modbus.Bus;

/// <summary>
/// One owner of the bus at a time. Requests of one unit keep their order, units take turns (<see cref="BusOrder"/>), each unit has its gap,
/// and one that does not answer is asked less and less, so that it costs the others little.
/// </summary>
sealed class BusSchedule : IDisposable
{
    readonly ModbusMasterOptions _options;
    readonly TimeProvider _time;
    readonly long _start;
    readonly ITimer _timer;
    readonly Lock _gate = new();
    readonly Dictionary<byte, UnitQueue> _units = [];
    BusTurn? _last;
    bool _taken;
    bool _disposed;
    long _turns;

    public BusSchedule(ModbusMasterOptions options, TimeProvider time)
    {
        (_options, _time, _start) = (options, time, time.GetTimestamp());
        _timer = time.CreateTimer(_ => Dispatch(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>The unit was silent several times: it is not worth a second try.</summary>
    public bool KnownSilent(byte unit)
    {
        lock (_gate)
        {
            return Queue(unit).KnownSilent;
        }
    }

    /// <summary>Waits for a turn; each is ended by <see cref="Leave"/>.</summary>
    /// <exception cref="ModbusTransportException">The unit rests.</exception>
    public async ValueTask EnterAsync(byte unit, CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<TaskCompletionSource> place;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var queue = Queue(unit);
            if (queue.Resting is { } resting)
            {
                throw resting;
            }

            place = queue.Waiting.AddLast(waiter);
        }

        Dispatch();
        await using var giveUp = cancellationToken.UnsafeRegister(_ => GiveUp(place, cancellationToken), null);
        await waiter.Task;
    }

    /// <param name="quiet">For so long the unit is left alone, if longer than its gap: its answer may still be on the way.</param>
    public void Leave(byte unit, TimeSpan quiet)
    {
        lock (_gate)
        {
            var (queue, now) = (Queue(unit), Now);
            _taken = false;
            _last = new(unit, now, _last is { } last && last.Unit == unit ? last.InARow + 1 : 1);
            queue.NotBefore = now + (quiet > queue.Options.Gap ? quiet : queue.Options.Gap);
            queue.Served = ++_turns;
        }

        Dispatch();
    }

    public void Answered(byte unit)
    {
        lock (_gate)
        {
            Queue(unit).Answered();
        }
    }

    /// <summary>A request was not answered, after all tries. If the unit is to rest now, those who wait for it hear so.</summary>
    public void WasSilent(byte unit, string failure)
    {
        lock (_gate)
        {
            var queue = Queue(unit);
            queue.WasSilent(failure);
            if (queue.Resting is { } resting)
            {
                FailAll(queue, resting);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var queue in _units.Values)
            {
                FailAll(queue, new ObjectDisposedException(nameof(ModbusMaster)));
            }
        }

        _timer.Dispose();
    }

    static void FailAll(UnitQueue queue, Exception failure)
    {
        foreach (var waiter in queue.Waiting)
        {
            waiter.TrySetException(failure);
        }

        queue.Waiting.Clear();
    }

    UnitQueue Queue(byte unit)
    {
        if (!_units.TryGetValue(unit, out var queue))
        {
            _units[unit] = queue = new(
                unit, _options.Units.GetValueOrDefault(unit, ModbusUnitOptions.Default), new BackOff(_options.FirstRest, _options.LongestRest, _time));
        }

        return queue;
    }

    void GiveUp(LinkedListNode<TaskCompletionSource> place, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Otherwise the turn has come already, and who has it sees the cancellation.
            if (place.List is { } waiting)
            {
                waiting.Remove(place);
                place.Value.TrySetCanceled(cancellationToken);
            }
        }

        Dispatch();
    }

    void Dispatch()
    {
        lock (_gate)
        {
            if (_taken || _disposed)
            {
                return;
            }

            UnitQueue[] waiting = [.. _units.Values.Where(q => q.Waiting.Count > 0)];
            if (waiting.Length == 0)
            {
                return;
            }

            var now = Now;
            var (index, at) = BusOrder.Next([.. waiting.Select(q => new BusCandidate(q.Unit, q.NotBefore, q.Served))], _last, _options.UnitPause, now);
            if (at > now)
            {
                // Timers count whole milliseconds and cut.
                _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling((at - now).TotalMilliseconds)), Timeout.InfiniteTimeSpan);
                return;
            }

            _taken = true;
            var next = waiting[index].Waiting.First!;
            waiting[index].Waiting.RemoveFirst();
            next.Value.SetResult();
        }
    }
}
