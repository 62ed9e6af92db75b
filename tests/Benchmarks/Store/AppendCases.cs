using LocalEnergyMarket.Backend.Store;
using static LocalEnergyMarket.Benchmarks.Store.StoreSuite;

namespace LocalEnergyMarket.Benchmarks.Store;

/// <summary>One event a commit with the expected version, each caller on a stream of its own.</summary>
static class AppendCases
{
    const int GoalCallers = 64;
    const double GoalRate = 8_000;
    const double GoalP99 = 20;

    static readonly TimeSpan Time = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(DocumentStore store, RawAppends raw, TextWriter output)
    {
        await output.WriteLineAsync($"\n{"durable appends",-28}{"a second",12}{"p50 ms",10}{"p99 ms",10}{"Npgsql",14}{"p50 ms",10}{"p99 ms",10}");
        foreach (var callers in new[] { 1, 8, GoalCallers, 256 })
        {
            var streams = Enumerable.Range(0, callers).Select(_ => Guid.CreateVersion7()).ToList();
            await Task.WhenAll(streams.Select(raw.StartAsync));
            var theirs = await Load.RunAsync(callers, Time, caller => Raw(raw, streams[caller]));
            var ours = await Load.RunAsync(callers, Time, caller => Appends(store, Guid.CreateVersion7()));
            await output.WriteLineAsync(
                $"{$"  {callers} callers",-28}{Text(ours.Rate, "N0"),12}{Text(ours.Median),10}{Text(ours.P99),10}{Text(theirs.Rate, "N0"),14}{Text(theirs.Median),10}{Text(theirs.P99),10}");
            if (callers == GoalCallers)
            {
                await output.WriteLineAsync($"  goal of {callers} callers: at least {Text(GoalRate, "N0")} a second {Said(ours.Rate >= GoalRate)}, p99 at most {Text(GoalP99, "N0")} ms {Said(ours.P99 <= GoalP99)}");
            }
        }
    }

    static Func<Task> Appends(DocumentStore store, Guid stream)
    {
        var version = 0L;
        return async () =>
        {
            await using var session = store.LightweightSession();
            session.Events.Append(stream, ++version, Samples.Moved(version));
            await session.SaveChangesAsync(CancellationToken.None);
        };
    }

    static Func<Task> Raw(RawAppends raw, Guid stream)
    {
        var version = 0L;
        return () => raw.AppendAsync(stream, version++, Samples.Moved(version));
    }

    static string Said(bool isReached) => isReached ? "(reached)" : "(missed)";
}
