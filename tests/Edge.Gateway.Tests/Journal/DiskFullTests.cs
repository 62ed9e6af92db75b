using System.Diagnostics;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Journal;

/// <summary>A real disk of four megabytes, much smaller than the journal's bound.</summary>
public sealed class DiskFullTests : IDisposable
{
    readonly ScratchFolder _scratch = new();
    bool _mounted;

    string Disk => _scratch.In("disk");

    [Fact]
    public void On_a_full_disk_the_box_goes_on_and_afterwards_every_reading_is_there_or_counted()
    {
        Mount("size=4m");
        var clock = new HandClock();
        var limits = new JournalLimits(64 << 20);
        var appended = 0L;
        using (var journal = BoxJournal.Open(Path.Combine(Disk, "journal.db"), limits, clock))
        {
            journal.StartChain(new(0, new byte[32]));
            for (var i = 0; i < 400; i++)
            {
                appended += Append(journal, appended);
                Assert.True(journal.State().Bytes <= 4 << 20);
            }

            Assert.NotNull(journal.State().Problem);
            Assert.True(journal.State().GivenUp > 0);

            // Somebody else takes what is left; then there is space again.
            Fill();
            appended += Append(journal, appended);
            File.Delete(Path.Combine(Disk, "other"));
            Run("mount", "-o", "remount,size=64m", Disk);
            clock.Pass(TimeSpan.FromSeconds(11));
            appended += Append(journal, appended);
            Assert.Null(journal.State().Problem);
        }

        using var again = BoxJournal.Open(Path.Combine(Disk, "journal.db"), limits, clock);
        var (kept, counted) = (0L, 0L);
        for (var sequence = 1ul; again.NextBatch() is { } open; sequence++)
        {
            kept += open.Readings.Count;
            counted += open.Gaps.Sum(gap => gap.Count);
            again.StoreBatch(new(sequence, new byte[32], new byte[1], new byte[64], SomeReadings.Noon), open);
        }

        Assert.Equal(appended, kept + counted);
        Assert.True(counted > 0 && kept > 5_000, $"{kept} kept, {counted} counted");
    }

    public void Dispose()
    {
        if (_mounted)
        {
            Run("umount", "-l", Disk);
        }

        _scratch.Dispose();
    }

    /// <summary>Whether it can be written or not, the box goes on.</summary>
    static int Append(BoxJournal journal, long from)
    {
        try
        {
            journal.Append([.. Enumerable.Range(0, 200).Select(i => SomeReadings.Power(from + i))]);
        }
        catch (JournalUnavailableException e)
        {
            Assert.Contains("nothing that was written is lost", e.Message, StringComparison.Ordinal);
        }

        return 200;
    }

    void Fill()
    {
        try
        {
            using var other = new FileStream(Path.Combine(Disk, "other"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
            while (true)
            {
                other.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Now it is.
        }
    }

    void Mount(string options)
    {
        Directory.CreateDirectory(Disk);
        _mounted = Run("mount", "-t", "tmpfs", "-o", options, "lem-test", Disk);
        Assert.SkipUnless(_mounted, "a small disk can be mounted by root only");
    }

    static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
