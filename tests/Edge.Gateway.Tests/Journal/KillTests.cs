using System.Globalization;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Journal;

public sealed class KillTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_append_that_was_acknowledged_survives_kill_9()
    {
        using var scratch = new ScratchFolder();
        var file = scratch.In("journal.db");
        var next = 0L;
        for (var round = 1; round <= 5; round++)
        {
            await using var writer = ChildProcess.Start(
                $"writer{round}", scratch.Path,
                ["dotnet", Path.Combine(AppContext.BaseDirectory, "Edge.Gateway.Writer.dll"), file, next.ToString(CultureInfo.InvariantCulture)]);
            var wanted = round * 20;
            await writer.UntilAsync(
                "it has appended", async token => (await LinesAsync(writer.LogFile, token)).Count >= wanted, TimeSpan.FromSeconds(60), Cancellation);
            await writer.KillAsync();

            var acknowledged = await LinesAsync(writer.LogFile, Cancellation);
            using var journal = BoxJournal.Open(file);
            var kept = journal.OpenReadings(int.MaxValue).Readings.Select(r => r.Value).ToList();

            // One append more than acknowledged may have reached the disk; none less, and none twice.
            Assert.Equal(Enumerable.Range(0, kept.Count).Select(v => (long)v), kept);
            Assert.InRange(kept[^1], acknowledged[^1], acknowledged[^1] + 1);
            next = kept[^1] + 1;
        }
    }

    [Fact]
    public async Task A_full_journal_that_is_killed_has_kept_or_counted_what_was_acknowledged()
    {
        const int atATime = 250;
        using var scratch = new ScratchFolder();
        var file = scratch.In("journal.db");
        var next = 0L;
        for (var round = 1; round <= 4; round++)
        {
            await using var writer = ChildProcess.Start(
                $"writer{round}", scratch.Path,
                [
                    "dotnet", Path.Combine(AppContext.BaseDirectory, "Edge.Gateway.Writer.dll"), file, next.ToString(CultureInfo.InvariantCulture),
                    JournalLimits.LeastBytes.ToString(CultureInfo.InvariantCulture), atATime.ToString(CultureInfo.InvariantCulture),
                ]);
            // It is full after some fifty.
            var wanted = round == 1 ? 80 : 15;
            await writer.UntilAsync(
                "it has appended", async token => (await LinesAsync(writer.LogFile, token)).Count >= wanted, TimeSpan.FromSeconds(60), Cancellation);
            await writer.KillAsync();

            var acknowledged = (await LinesAsync(writer.LogFile, Cancellation))[^1];
            using var journal = BoxJournal.Open(file, new(JournalLimits.LeastBytes));
            Assert.InRange(journal.State().Bytes, 1, JournalLimits.LeastBytes);
            var kept = journal.OpenReadings(int.MaxValue).Readings.Select(r => r.Value).ToList();
            var counted = journal.NextBatch()!.Gaps.Sum(gap => gap.Count);

            Assert.Equal(kept.Order().Distinct(), kept);
            Assert.True(counted > 0);
            Assert.Equal(kept[^1] + 1, kept.Count + counted);
            Assert.InRange(kept[^1], acknowledged, acknowledged + atATime);
            next = kept[^1] + 1;
        }
    }

    /// <summary>Whole lines only: the last may be cut by the kill.</summary>
    static async Task<List<long>> LinesAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync(cancellationToken);
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => long.Parse(l, CultureInfo.InvariantCulture))];
    }
}
