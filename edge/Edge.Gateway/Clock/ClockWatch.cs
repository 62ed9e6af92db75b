using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Edge.Gateway.Clock;

/// <summary>
/// Holds the wall clock against the monotonic one, which nobody can set: where they part, the clock was set. And asks who answers for the clock.
/// </summary>
/// <param name="market">What readings are stamped with.</param>
/// <param name="sync">Null if nobody is to be asked: a demonstration's clock, or one that is kept right in another way.</param>
public sealed class ClockWatch(TimeProvider market, TimeProvider real, IClockSync? sync = null)
{
    /// <summary>A smaller step of the real clock is none: two clocks cannot be read at once.</summary>
    public static readonly TimeSpan LeastStep = TimeSpan.FromMilliseconds(100);

    /// <summary>After a step the clock is not believed for so long, in real time: a time service that begins may set it several times.</summary>
    public static readonly TimeSpan Confirmation = TimeSpan.FromSeconds(60);

    /// <summary>How far apart the readings of the two clocks may be.</summary>
    static readonly TimeSpan Together = TimeSpan.FromMilliseconds(5);
    const int Tries = 5;

    readonly int _factor = market is MarketClock clock ? clock.Factor : 1;
    TimeSpan? _offset;
    long? _steppedAt;
    bool? _synchronised = true;
    volatile ClockState _state = new(true, null, 0, null, null);

    public ClockState State => _state;

    /// <summary>Looks now. To be called by one at a time.</summary>
    /// <returns>What became of the clock since the look before.</returns>
    public IReadOnlyList<ClockChange> Look()
    {
        var changes = new List<ClockChange>();
        var state = _state;
        var offset = Offset();
        if (_offset is { } before && (offset - before).Duration() >= LeastStep)
        {
            _steppedAt = real.GetTimestamp();
            var step = (offset - before) * _factor;
            var now = market.GetUtcNow();
            changes.Add(new(ClockEventKind.Step, now, step));
            state = state with { Steps = state.Steps + 1, LastStep = step, LastStepAt = now };
            _offset = offset;
        }

        _offset ??= offset;
        var synchronised = sync is null ? true : sync.IsSynchronised();
        if ((synchronised ?? false) != (_synchronised ?? false))
        {
            changes.Add(new(synchronised is true ? ClockEventKind.Synchronised : ClockEventKind.Unsynchronised, market.GetUtcNow(), TimeSpan.Zero));
        }

        _synchronised = synchronised;
        _state = state with
        {
            IsSynchronised = sync is null ? null : synchronised,
            IsSure = synchronised is true && (_steppedAt is not { } at || real.GetElapsedTime(at) >= Confirmation),
        };
        return changes;
    }

    /// <summary>By how much the wall clock is ahead of the monotonic one.</summary>
    TimeSpan Offset()
    {
        var (best, offset) = (TimeSpan.MaxValue, TimeSpan.Zero);
        for (var i = 0; i < Tries && best > Together; i++)
        {
            var from = real.GetTimestamp();
            var wall = real.GetUtcNow();
            var took = real.GetElapsedTime(from);
            if (took < best)
            {
                (best, offset) = (took, wall - DateTimeOffset.UnixEpoch - real.GetElapsedTime(0, from) - (took / 2));
            }
        }

        return offset;
    }
}
