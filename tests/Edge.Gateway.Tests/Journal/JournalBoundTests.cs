using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Journal;

/// <summary>Whatever is written, closed, acknowledged and interrupted: the files stay within the bound, and every reading is somewhere once.</summary>
public sealed class JournalBoundTests : IDisposable
{
    const int Meters = 4;

    readonly ScratchFolder _scratch = new();

    string File => _scratch.In("journal.db");

    public static TheoryData<int> Seeds => [1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_reading_is_kept_or_batched_or_counted_and_the_files_stay_within_the_bound(int seed)
    {
        var random = new Random(seed);
        var limits = new JournalLimits(JournalLimits.LeastBytes + random.Next(0, 1 << 18));
        var written = new Written();
        var journal = Open(limits);
        journal.StartChain(new(0, new byte[32]));
        for (var step = 0; step < 100; step++)
        {
            switch (random.Next(0, 100))
            {
                case < 76:
                    written.Append(journal, random.Next(1, 1_000), random);
                    break;
                case < 81:
                    written.Close(journal);
                    break;
                case < 84:
                    // Given up on the way: signed by nobody.
                    journal.NextBatch();
                    written.Append(journal, 300, random);
                    journal.GiveBack();
                    break;
                case < 88:
                    journal.Acknowledge(Math.Min(written.Sequence, written.Acknowledged += (ulong)random.Next(0, 20)));
                    written.Acknowledged = Math.Min(written.Sequence, written.Acknowledged);
                    break;
                case < 90:
                    journal.Refuse(written.Sequence, "for the test");
                    break;
                case < 92:
                    journal.Delete(written.Time.AddHours(-random.Next(0, 100)));
                    break;
                case < 94:
                    journal.Dispose();
                    journal = Open(limits);
                    break;
                default:
                    journal.Append([], [new(ClockEventKind.Step, written.Time, TimeSpan.FromSeconds(-1))]);
                    break;
            }

            Assert.InRange(journal.State().Bytes, 0, limits.MaxBytes);
        }

        journal.Acknowledge(written.Sequence);
        while (written.Close(journal))
        {
            journal.Acknowledge(written.Sequence);
        }

        Assert.Equal(0, journal.State().OpenReadings);
        Assert.True(written.Counted > 0, "the bound was never reached");
        Assert.Equal(written.Appended, written.Kept + written.Counted);
        foreach (var ((meter, register), appended) in written.ByRegister)
        {
            Assert.Equal(appended, written.Arrived.GetValueOrDefault((meter, register)));
        }

        journal.Dispose();
    }

    [Fact]
    public void Power_goes_before_energy_and_the_quarter_hours_edges_last()
    {
        using var journal = Open(new(JournalLimits.LeastBytes));
        var minute = 0;
        while (journal.State().GivenUp < 3_000)
        {
            minute = Hour(journal, minute);
        }

        var (readings, _) = journal.OpenReadings(int.MaxValue);
        var gaps = journal.NextBatch()!.Gaps;
        Assert.Contains(gaps, gap => gap.Register == Register.PowerW);
        if (gaps.All(gap => gap.Register == Register.PowerW))
        {
            Assert.Equal(minute, readings.Count(reading => reading.Register == Register.EnergyImportWh));
        }

        // On and on: all else goes, the edges stay.
        while (journal.State().GivenUp < 20_000)
        {
            journal.GiveBack();
            minute = Hour(journal, minute);
        }

        (readings, _) = journal.OpenReadings(int.MaxValue);
        var edges = readings.Where(reading => reading.Register == Register.EnergyImportWh && reading.Time.Minute % 15 == 0).ToList();
        Assert.Equal((minute + 14) / 15, edges.Count);
    }

    [Fact]
    public void What_the_backend_has_goes_first_and_what_it_has_not_is_never_taken_from_a_batch()
    {
        using var journal = Open(new(JournalLimits.LeastBytes));
        journal.StartChain(new(0, new byte[32]));
        var written = new Written();
        var random = new Random(7);
        for (var i = 0; i < 60; i++)
        {
            written.Append(journal, 100, random);
            written.Close(journal);
        }

        journal.Acknowledge(30);
        while (journal.Count(BatchState.Acknowledged) > 0)
        {
            Assert.Equal(0, journal.State().GivenUp);
            written.Append(journal, 200, random);
        }

        while (journal.State().GivenUp < 1_000)
        {
            written.Append(journal, 200, random);
        }

        Assert.Equal(30, journal.BatchesAfter(30, 100).Count);
    }

    [Fact]
    public void As_many_batches_as_may_wait_and_then_readings_stay_open()
    {
        using var journal = Open(new(JournalLimits.LeastBytes));
        journal.StartChain(new(0, new byte[32]));
        var written = new Written();
        var random = new Random(8);
        for (var i = 0; i < 1_000; i++)
        {
            written.Append(journal, 500, random);
            if (!written.Close(journal))
            {
                break;
            }
        }

        Assert.Null(journal.NextBatch());
        Assert.True(journal.State().OpenReadings > 0);
        journal.Acknowledge(written.Sequence / 2);
        Assert.NotNull(journal.NextBatch());
    }

    [Fact]
    public void A_journal_that_is_allowed_less_than_it_has_gives_up_what_does_not_fit()
    {
        var written = new Written();
        var random = new Random(9);
        using (var journal = Open(new(8 << 20)))
        {
            for (var i = 0; i < 150; i++)
            {
                written.Append(journal, 250, random);
            }

            Assert.Equal(0, journal.State().GivenUp);
        }

        using var smaller = Open(new(JournalLimits.LeastBytes));
        Assert.InRange(smaller.State().Bytes, 1, JournalLimits.LeastBytes);
        Assert.True(smaller.State().OpenReadings > 1_000);
        smaller.StartChain(new(0, new byte[32]));
        while (written.Close(smaller))
        {
            smaller.Acknowledge(written.Sequence);
        }

        Assert.Equal(written.Appended, written.Kept + written.Counted);
    }

    public void Dispose() => _scratch.Dispose();

    BoxJournal Open(JournalLimits limits) => BoxJournal.Open(File, limits);

    static int Hour(BoxJournal journal, int minute)
    {
        journal.Append(
        [
            .. Enumerable.Range(minute, 60).SelectMany(m => new[]
            {
                Reading(1, Register.EnergyImportWh, SomeReadings.Noon.AddMinutes(m), m),
                Reading(1, Register.PowerW, SomeReadings.Noon.AddMinutes(m), 5),
            }),
        ]);
        return minute + 60;
    }

    static Reading Reading(uint meter, Register register, DateTimeOffset time, long value) => new($"1BOUND{meter:000000000}", meter, register, time, value, Quality.Good);

    /// <summary>What went in and what came out.</summary>
    sealed class Written
    {
        public DateTimeOffset Time { get; private set; } = SomeReadings.Noon;

        public long Appended { get; private set; }

        public long Kept { get; private set; }

        public long Counted { get; private set; }

        public ulong Sequence { get; private set; }

        public ulong Acknowledged { get; set; }

        public Dictionary<(uint, Register), long> ByRegister { get; } = [];

        public Dictionary<(uint, Register), long> Arrived { get; } = [];

        public void Append(BoxJournal journal, int count, Random random)
        {
            var readings = new List<Reading>();
            while (readings.Count < count)
            {
                Time = Time.AddSeconds(random.Next(1, 200));
                for (var meter = 1u; meter <= Meters; meter++)
                {
                    readings.Add(Reading(meter, Register.EnergyImportWh, Time, Appended));
                    readings.Add(Reading(meter, Register.PowerW, Time, random.Next(-9_000, 9_000)));
                }
            }

            journal.Append(readings);
            Appended += readings.Count;
            foreach (var reading in readings)
            {
                ByRegister[(reading.MeterIndex, reading.Register)] = ByRegister.GetValueOrDefault((reading.MeterIndex, reading.Register)) + 1;
            }
        }

        /// <summary>As the closer does, without a TPM.</summary>
        public bool Close(BoxJournal journal)
        {
            if (journal.NextBatch() is not { } open)
            {
                return false;
            }

            var batch = new ReadingBatch { Root = Google.Protobuf.ByteString.CopyFrom(MerkleTree.Root([]).ToArray()) };
            batch.Meters.AddRange(ReadingColumns.Encode(open.Readings));
            batch.Gaps.AddRange(BatchNotes.Encode(open.Gaps));
            batch.ClockEvents.AddRange(open.ClockChanges.Select(BatchNotes.Encode));
            var content = Google.Protobuf.MessageExtensions.ToByteArray(batch);
            journal.StoreBatch(new(++Sequence, BatchContent.Hash(content), content, new byte[64], Time), open);
            Kept += open.Readings.Count;
            Counted += open.Gaps.Sum(gap => gap.Count);
            foreach (var reading in open.Readings)
            {
                Add(reading.MeterIndex, reading.Register, 1);
            }

            foreach (var gap in open.Gaps)
            {
                Add(gap.MeterIndex, gap.Register, gap.Count);
            }

            return true;
        }

        void Add(uint meter, Register register, long count) => Arrived[(meter, register)] = Arrived.GetValueOrDefault((meter, register)) + count;
    }
}
