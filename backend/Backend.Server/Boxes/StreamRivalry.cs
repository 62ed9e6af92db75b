using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace LocalEnergyMarket.Backend.Server.Boxes;

/// <summary>
/// Sees that a box's streams push one another out again and again. One that lost its connection does so once; two devices with one key, as after a
/// software TPM was copied, never stop.
/// </summary>
public sealed class StreamRivalry(TimeProvider real)
{
    /// <summary>So many within <see cref="Within"/> are no lost connections.</summary>
    public const int Suspicious = 5;

    public static readonly TimeSpan Within = TimeSpan.FromMinutes(5);

    static readonly Meter Meter = new("LocalEnergyMarket.Backend.Server.Boxes");
    static readonly Counter<long> Contested = Meter.CreateCounter<long>("lem.box.contested", "{alert}", "Times that a box's streams pushed one another out again and again.");

    readonly ConcurrentDictionary<Guid, Queue<long>> _pushedOut = [];
    readonly ConcurrentDictionary<Guid, long> _said = [];

    /// <summary>Boxes of which it was said within the last while.</summary>
    public int SaidWithin(TimeSpan last)
    {
        var now = real.GetTimestamp();
        return _said.Values.Count(at => real.GetElapsedTime(at, now) <= last);
    }

    /// <summary>A stream of the box was ended by a newer one.</summary>
    /// <returns>True each time that it has happened too often.</returns>
    public bool PushedOut(Guid box)
    {
        var times = _pushedOut.GetOrAdd(box, _ => new());
        lock (times)
        {
            var now = real.GetTimestamp();
            while (times.TryPeek(out var oldest) && real.GetElapsedTime(oldest, now) > Within)
            {
                times.Dequeue();
            }

            times.Enqueue(now);
            if (times.Count < Suspicious)
            {
                return false;
            }

            times.Clear();
            _said[box] = now;
        }

        Contested.Add(1);
        return true;
    }
}
