using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Journal;

public sealed class BoxJournalTests : IDisposable
{
    readonly ScratchFolder _scratch = new();

    string File => _scratch.In("journal.db");

    [Fact]
    public void What_was_written_is_there_after_opening_again()
    {
        using (var journal = BoxJournal.Open(File))
        {
            journal.Append([SomeReadings.Power(1), SomeReadings.Power(2)]);
        }

        using var again = BoxJournal.Open(File);
        Assert.Equal([SomeReadings.Power(1), SomeReadings.Power(2)], again.OpenReadings(10).Readings);
    }

    [Fact]
    public void A_batch_takes_its_readings_and_leaves_the_later_ones()
    {
        using var journal = Started();
        journal.Append([SomeReadings.Power(1), SomeReadings.Power(2)]);
        var open = journal.OpenReadings(10);
        journal.Append([SomeReadings.Power(3)]);
        journal.StoreBatch(Batch(1), open.LastId);

        Assert.Equal([SomeReadings.Power(3)], journal.OpenReadings(10).Readings);
        Assert.Equal(1ul, journal.Tip()!.Value.Sequence);
    }

    [Fact]
    public void A_counter_that_runs_back_is_marked_also_over_a_restart_and_silent_values_do_not_count()
    {
        using (var journal = BoxJournal.Open(File))
        {
            journal.Append([SomeReadings.Counter(100)]);
        }

        using var again = BoxJournal.Open(File);
        Assert.Equal(Quality.Missing, again.Append([SomeReadings.Counter(0, Quality.Missing)])[0].Quality);
        Assert.Equal(Quality.Good, again.Append([SomeReadings.Counter(100)])[0].Quality);
        Assert.Equal(Quality.CounterBack, again.Append([SomeReadings.Counter(99)])[0].Quality);
        Assert.Equal(Quality.Good, again.Append([SomeReadings.Counter(100)])[0].Quality);
        Assert.Equal([Quality.Missing, Quality.Good, Quality.CounterBack, Quality.Good], again.OpenReadings(10).Readings.Skip(1).Select(r => r.Quality));
    }

    [Fact]
    public void Only_what_is_acknowledged_and_old_is_deleted_and_never_the_last()
    {
        using var journal = Started();
        for (var i = 1ul; i <= 5; i++)
        {
            journal.StoreBatch(Batch(i), 0);
        }

        Assert.Equal(0, journal.Delete(SomeReadings.Noon.AddDays(1)));
        journal.Refuse(2, "for the test");
        journal.Acknowledge(5);
        Assert.Equal(0, journal.Delete(SomeReadings.Noon));
        Assert.Equal(2, journal.Delete(Batch(4).ClosedAt));
        Assert.Equal([2ul, 4, 5], journal.BatchesAfter(0, 10).Select(b => b.Sequence));
        Assert.Equal(1, journal.Delete(SomeReadings.Noon.AddDays(1)));
        Assert.Equal([2ul, 5], journal.BatchesAfter(0, 10).Select(b => b.Sequence));
        Assert.Equal(1, journal.Count(BatchState.Refused));
    }

    [Fact]
    public void The_same_sequence_is_not_stored_twice()
    {
        using var journal = Started();
        journal.Append([SomeReadings.Power(1)]);
        journal.StoreBatch(Batch(1), 0);

        Assert.Throws<JournalException>(() => journal.StoreBatch(Batch(1), 1));
        Assert.Single(journal.OpenReadings(10).Readings);
    }

    [Fact]
    public void A_second_process_is_told_that_the_journal_is_in_use()
    {
        using var journal = BoxJournal.Open(File);
        var e = Assert.Throws<JournalException>(() => BoxJournal.Open(File));
        Assert.Contains("in use by another process", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_journal_is_not_touched()
    {
        System.IO.File.WriteAllText(File, new string('x', 5000));
        var e = Assert.Throws<JournalException>(() => BoxJournal.Open(File));
        Assert.Contains("damaged", e.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 5000), System.IO.File.ReadAllText(File));
    }

    public void Dispose() => _scratch.Dispose();

    static StoredBatch Batch(ulong sequence) =>
        new(sequence, new byte[] { (byte)sequence }, new byte[] { 1 }, new byte[] { 2 }, SomeReadings.Noon.AddMinutes(sequence));

    BoxJournal Started()
    {
        var journal = BoxJournal.Open(File);
        journal.StartChain(new(0, new byte[32]));
        return journal;
    }
}
