using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Benchmarks.Store;

/// <summary>What some callers got done side by side.</summary>
/// <param name="Rate">Operations a second.</param>
/// <param name="Median">How long one took, ms.</param>
/// <param name="P99">What 99 of 100 were at most, ms.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct LoadFigures(double Rate, double Median, double P99);

/// <summary>Callers, each doing one thing after the other.</summary>
static class Load
{
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.7);

    /// <param name="callers">How many there are.</param>
    /// <param name="time">How long it is measured, after the warm-up.</param>
    /// <param name="caller">What the caller of a number does, again and again.</param>
    public static async Task<LoadFigures> RunAsync(int callers, TimeSpan time, Func<int, Func<Task>> caller)
    {
        var begin = Stopwatch.GetTimestamp() + (long)(WarmUp.TotalSeconds * Stopwatch.Frequency);
        var end = begin + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var times = await Task.WhenAll(Enumerable.Range(0, callers).Select(number => Task.Run(() => WorkAsync(caller(number), begin, end))));
        var all = times.SelectMany(own => own).Order().ToList();
        return all.Count == 0 ? default : new(all.Count / time.TotalSeconds, Ms(all[all.Count / 2]), Ms(all[(int)(all.Count * 0.99)]));
    }

    static async Task<List<long>> WorkAsync(Func<Task> work, long begin, long end)
    {
        var times = new List<long>();
        while (true)
        {
            var before = Stopwatch.GetTimestamp();
            await work();
            var after = Stopwatch.GetTimestamp();
            if (after >= end)
            {
                return times;
            }

            if (after >= begin)
            {
                times.Add(after - before);
            }
        }
    }

    static double Ms(long ticks) => ticks * 1_000.0 / Stopwatch.Frequency;
}
