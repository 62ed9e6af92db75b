using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Modbus.Bus;

/// <summary>A unit with requests waiting.</summary>
/// <param name="NotBefore">When its own gap is over.</param>
/// <param name="Served">The number of the turn it had last; 0: none yet.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct BusCandidate(byte Unit, TimeSpan NotBefore, long Served);

/// <summary>The turn that ended last.</summary>
/// <param name="InARow">How many turns the unit has had without another between.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct BusTurn(byte Unit, TimeSpan EndedAt, int InARow);

/// <summary>Who has the bus next. Times are since any one instant.</summary>
static class BusOrder
{
    /// <summary>So often a unit may have the bus before others that wait.</summary>
    public const int LongestRow = 8;

    /// <summary>
    /// Of those that may, the one that has waited the most turns. While the pause between two units lasts, the last unit goes on: a change costs
    /// silence, so a meter's few requests stay together; but not longer than <see cref="LongestRow"/> while others wait.
    /// </summary>
    /// <returns>The index among <paramref name="waiting"/> and when its turn may begin, or when to look again if that is not now.</returns>
    public static (int Index, TimeSpan At) Next(IReadOnlyList<BusCandidate> waiting, BusTurn? last, TimeSpan unitPause, TimeSpan now)
    {
        var best = (Index: -1, At: TimeSpan.MaxValue);
        for (var i = 0; i < waiting.Count; i++)
        {
            var same = last is { } turn && turn.Unit == waiting[i].Unit;
            if (same && last!.Value.InARow >= LongestRow && waiting.Count > 1)
            {
                continue;
            }

            var paused = last is { } before && !same ? before.EndedAt + unitPause : TimeSpan.Zero;
            var at = waiting[i].NotBefore > paused ? waiting[i].NotBefore : paused;
            if (best.Index < 0 || Earlier(at, waiting[i].Served, best.At, waiting[best.Index].Served, now))
            {
                best = (i, at);
            }
        }

        return best;
    }

    static bool Earlier(TimeSpan at, long served, TimeSpan bestAt, long bestServed, TimeSpan now) =>
        at == bestAt || (at <= now && bestAt <= now) ? served < bestServed : at < bestAt;
}
