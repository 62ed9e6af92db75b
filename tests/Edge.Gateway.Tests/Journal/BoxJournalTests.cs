using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;
using Microsoft.Data.Sqlite;

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

    [Fact]
    public void A_journal_from_before_boxes_followed_the_chain_is_taken_over()
    {
        using (var old = new SqliteConnection($"Data Source={File};Pooling=false"))
        {
            old.Open();
            using var create = old.CreateCommand();
            create.CommandText = JournalSchema.Tables + """
                PRAGMA user_version = 1;
                INSERT INTO chain_start VALUES (1, 0, zeroblob(32));
                INSERT INTO batch (sequence, hash, content, signature, closed_ms) VALUES (1, x'01', x'02', x'03', 900000);
                INSERT INTO reading VALUES (7, 1, '1LEM0000000001', 3, 1000000, 5, 1);
                """;
            create.ExecuteNonQuery();
        }

        using var journal = BoxJournal.Open(File);
        Assert.Equal(1ul, journal.Tip()!.Value.Sequence);
        Assert.Equal(5, Assert.Single(journal.OpenReadings(10).Readings).Value);
        Assert.Equal(1ul, journal.LastBatchUpTo(DateTimeOffset.FromUnixTimeMilliseconds(900_000))!.Sequence);
        Assert.Null(journal.LastBatchUpTo(DateTimeOffset.FromUnixTimeMilliseconds(1_000_000)));
        Assert.Null(journal.LastBatchUpTo(DateTimeOffset.FromUnixTimeMilliseconds(899_999)));
        var reports = new ReportJournal(journal, "chain", TimeSpan.FromDays(1), TimeProvider.System);
        reports.TakeIn(4, [(2, 1), (4, 1)]);
        Assert.Equal([2ul, 4], reports.Unfinished().Select(r => r.Event));
    }

    [Fact]
    public void A_journal_from_before_it_was_bounded_is_taken_over()
    {
        using (var old = new SqliteConnection($"Data Source={File};Pooling=false"))
        {
            old.Open();
            using var create = old.CreateCommand();
            create.CommandText = JournalSchema.Tables + JournalSchema.Reports + """
                INSERT INTO chain_start VALUES (1, 0, zeroblob(32));
                INSERT INTO batch (sequence, hash, content, signature, closed_ms, first_ms) VALUES (1, x'01', x'02', x'03', 900000, 800000);
                INSERT INTO counter VALUES ('1LEM0000000001', 1, 77);
                INSERT INTO reading VALUES (7, 1, '1LEM0000000001', 3, 1000000, 5, 1), (8, 1, '1LEM0000000001', 1, 1800000, 77, 1), (9, 1, '1LEM0000000001', 1, 1860000, 0, 6);
                """;
            create.ExecuteNonQuery();
        }

        using var journal = BoxJournal.Open(File);
        Assert.Equal([(5L, Quality.Good), (77L, Quality.Good), (0L, Quality.Missing)], journal.OpenReadings(10).Readings.Select(r => (r.Value, r.Quality)));
        Assert.Equal(Quality.CounterBack, journal.Append([SomeReadings.Counter(76)])[0].Quality);
        Assert.Equal(4, journal.NextBatch()!.Readings.Count);
        var state = journal.State();
        Assert.Equal((4L, 1L, 1ul, 0ul), (state.OpenReadings, state.WaitingBatches, state.LastSequence, state.AcknowledgedSequence));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(800_000), state.Oldest);
    }

    [Fact]
    public void Readings_from_both_sides_of_a_clocks_step_are_in_batches_of_their_own()
    {
        using var journal = Started();
        journal.Append([SomeReadings.Power(1)]);
        journal.Append([SomeReadings.Power(2)], [new(ClockEventKind.Step, SomeReadings.Noon, TimeSpan.FromHours(-1))]);
        journal.Append([SomeReadings.Power(3)]);

        var first = journal.NextBatch()!;
        Assert.Equal([1L], first.Readings.Select(r => r.Value));
        Assert.Empty(first.ClockChanges);
        journal.StoreBatch(Batch(1), first);
        var second = journal.NextBatch()!;
        Assert.Equal([2L, 3], second.Readings.Select(r => r.Value));
        Assert.Equal([TimeSpan.FromHours(-1)], second.ClockChanges.Select(change => change.Step));
        journal.StoreBatch(Batch(2), second);
        Assert.Null(journal.NextBatch());
    }

    [Fact]
    public void Reports_of_another_chain_are_not_mixed_up_and_finished_ones_go_when_they_are_old()
    {
        using var journal = BoxJournal.Open(File);
        var clock = new StoppedClock();
        var one = new ReportJournal(journal, "one", TimeSpan.FromDays(30), clock);
        var other = new ReportJournal(journal, "other", TimeSpan.FromDays(30), clock);
        one.TakeIn(7, [(7, 1)]);
        Assert.Equal((7ul, 0ul), (one.Position(), other.Position()));
        Assert.Empty(other.Unfinished());

        one.Finish(one.Enter(7, 1).Id, ReportState.Done);
        one.EnterTimeslot(900, 3, new(new byte[] { 1 }, "SIG", clock.Now));
        one.Finish(one.Unfinished()[0].Id, ReportState.Done);
        one.Enter(8, 1);
        clock.Now += TimeSpan.FromDays(31);
        one.Enter(9, 1);
        Assert.Equal([8ul, 9], one.Unfinished().Select(r => r.Event));
        Assert.Equal(3ul, one.CoveredSequence());
        Assert.Equal(ReportState.Unfinished, one.Enter(7, 1).State);
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

    sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = SomeReadings.Noon;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
