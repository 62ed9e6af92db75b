using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap;

/// <summary>Whatever happens on the way, the register ends up the same.</summary>
[Collection(SyncGroup.Name)]
public sealed class SyncResumeTests(SyncPlace place)
{
    static readonly Misdeed[] Passing =
    [
        Misdeed.Drop, Misdeed.Truncated, Misdeed.WrongEncoding, Misdeed.Empty, Misdeed.Status500, Misdeed.Status503, Misdeed.Status429, Misdeed.Maintenance200,
        Misdeed.Maintenance503, Misdeed.TransientFault, Misdeed.OtherAnswer, Misdeed.QuotaFault, Misdeed.StrangeFault,
    ];

    /// <summary>What happens at a call: a misdeed, or the end of the process before or after the answer is stored.</summary>
    abstract record Event(int Call);

    sealed record Bad(int Call, Misdeed Misdeed) : Event(Call);

    sealed record KilledAtCall(int Call) : Event(Call);

    sealed record KilledAtCommit(int Call) : Event(Call);

    [Fact]
    public async Task A_round_broken_off_anywhere_and_gone_on_with_ends_as_an_undisturbed_one()
    {
        var undisturbed = await RunAsync([]);
        var scripts = Event_().ListOf(10).Sample(4, 100);
        foreach (var script in scripts.Select(events => events.ToList()))
        {
            var disturbed = await RunAsync(script);

            Assert.True(undisturbed.SequenceEqual(disturbed, StringComparer.Ordinal), $"After {string.Join(", ", script)} the register differs:\n{string.Join("\n", undisturbed.Except(disturbed, StringComparer.Ordinal))}\n---\n{string.Join("\n", disturbed.Except(undisturbed, StringComparer.Ordinal))}");
        }
    }

    /// <summary>Two rounds: a first one, and one with changes, a deletion and a new unit.</summary>
    async Task<IReadOnlyList<string>> RunAsync(List<Event> script)
    {
        await using var bench = await SyncBench.StartAsync(place);
        bench.World.Fill(8, "48155");
        bench.PageSize = 4;
        await UntilDoneAsync(bench, script);
        bench.World.Now = bench.World.Now.AddDays(1);
        bench.World.Add(2, "Solareinheit", "48155", updated: bench.World.Now.AddHours(-3));
        bench.World.Add(50, "Windeinheit", "48155", updated: bench.World.Now.AddHours(-2));
        var gone = bench.World.Units[World.Number("SEE", 4)];
        bench.World.Units[gone.Number] = gone with { SystemStatus = "Deaktiviert", Updated = bench.World.Now.AddHours(-1) };
        await UntilDoneAsync(bench, script);
        return await bench.DumpAsync();
    }

    static async Task UntilDoneAsync(SyncBench bench, List<Event> script)
    {
        var first = bench.Peer.Calls.Count;
        var pending = script.GroupBy(one => one.Call).ToDictionary(group => group.Key, group => group.First());
        for (var runs = 0; ; runs++)
        {
            Assert.InRange(runs, 0, 30);
            using var killed = new CancellationTokenSource();
            var commits = 0;
            bench.Peer.Misbehave = call =>
            {
                if (pending.Remove(call.Number - first, out var happens))
                {
                    if (happens is KilledAtCall)
                    {
                        killed.Cancel();
                        return Misdeed.Drop;
                    }

                    if (happens is KilledAtCommit)
                    {
                        commits++;
                    }
                }

                return (happens as Bad)?.Misdeed ?? Misdeed.None;
            };
            bench.BeforeCommit = () =>
            {
                if (commits > 0)
                {
                    throw new OperationCanceledException("killed before the commit");
                }
            };
            try
            {
                await bench.SyncAsync(cancellation: killed.Token);
                if (await bench.ScalarAsync<long>("select count(*) from mastr_sync_asks") == 0)
                {
                    return;
                }
            }
            catch (OperationCanceledException)
            {
                // The process is gone; another one comes.
            }
        }
    }

    static Gen<Event> Event_() => Gen.Choose(1, 60).SelectMany(call => Gen.Choose(0, Passing.Length + 3).Select(kind => kind < Passing.Length
        ? new Bad(call, Passing[kind])
        : kind % 2 == 0 ? new KilledAtCall(call) : (Event)new KilledAtCommit(call)));
}
