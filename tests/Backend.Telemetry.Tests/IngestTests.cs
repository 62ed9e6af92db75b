using LocalEnergyMarket.Backend.Telemetry.Ingest;
using LocalEnergyMarket.Protos.V1;
using Npgsql;

namespace LocalEnergyMarket.Backend.Telemetry.Tests;

public sealed class IngestTests(Database database)
{
    const string Counts = "select (select count(*) from batch_ledger), (select count(*) from readings), (select count(*) from refused_batches)";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batches_are_stored_as_signed_and_readings_as_sent()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        var ingest = telemetry.NewIngest();
        Assert.Equal(0UL, (await ingest.HeadAsync(box.Enrolled.Id, Cancellation)).Sequence);

        var first = box.Next([TestBox.Energy(0, 100), TestBox.Energy(60, 160), TestBox.Energy(60, -5, Register.PowerW, Quality.Stale)]);
        Assert.Equal(new BatchAccepted(1, true), await box.SendAsync(ingest, first));
        Assert.Equal(new BatchAccepted(2, true), await box.SendAsync(ingest, box.Next([TestBox.Energy(120, 200)])));

        Assert.Equal(["2 4 0"], await telemetry.RowsAsync(Counts));
        Assert.Equal(
            ["2 0 100 1", "2 60 160 1", "2 120 200 1", "3 60 -5 3"],
            await telemetry.RowsAsync("select register, extract(epoch from ts)::bigint - 1782039600, value, quality from readings order by register, ts"));
        await using var command = telemetry.DataSource.CreateCommand("select content || signature from batch_ledger where sequence = 1");
        var stored = (byte[])(await command.ExecuteScalarAsync(Cancellation))!;
        Assert.Equal(first.Content.Concat(first.Signature), stored);
        var head = await ingest.HeadAsync(box.Enrolled.Id, Cancellation);
        Assert.Equal(2UL, head.Sequence);
    }

    [Fact]
    public async Task A_batch_sent_again_is_acknowledged_again_and_stored_once()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        var batches = Enumerable.Range(0, 3).Select(i => box.Next([TestBox.Energy(i, i)])).ToList();
        foreach (var batch in batches)
        {
            await box.SendAsync(telemetry.NewIngest(), batch);
        }

        for (var i = 0; i < batches.Count; i++)
        {
            Assert.Equal(new BatchAccepted((ulong)i + 1, false), await box.SendAsync(telemetry.NewIngest(), batches[i]));
        }

        Assert.Equal(["3 3 0"], await telemetry.RowsAsync(Counts));
    }

    [Fact]
    public async Task What_waited_while_the_tpm_was_exchanged_is_taken_and_nothing_is_under_a_strangers_key()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        var ingest = telemetry.NewIngest();
        var unanswered = box.Next([TestBox.Energy(0, 1)]);
        await box.SendAsync(ingest, unanswered);
        var waiting = box.Next([TestBox.Energy(60, 2)]);
        box.ExchangeKey();
        using var stranger = new TestBox();
        var forged = stranger.Sign(waiting.Content);
        Assert.Equal(RefusalReason.Signature, Assert.IsType<BatchRefused>(await box.SendAsync(ingest, forged)).Reason);

        Assert.Equal(new BatchAccepted(1, false), await box.SendAsync(ingest, unanswered));
        Assert.Equal(new BatchAccepted(2, true), await box.SendAsync(ingest, waiting));
        Assert.Equal(new BatchAccepted(3, true), await box.SendAsync(ingest, box.Next([TestBox.Energy(120, 3)])));
    }

    [Fact]
    public async Task Streams_of_one_box_in_several_processes_cannot_double_it()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        var batches = Enumerable.Range(0, 20).Select(i => box.Next([TestBox.Energy(i, i), TestBox.Energy(i - 2_500_000, i)])).ToList();

        var accepted = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            var ingest = telemetry.NewIngest();
            var mine = 0;
            foreach (var batch in batches)
            {
                var outcome = Assert.IsType<BatchAccepted>(await box.SendAsync(ingest, batch));
                mine += outcome.IsNew ? 1 : 0;
            }

            return mine;
        }));

        Assert.Equal(20, accepted.Sum());
        Assert.Equal(["20 40 0"], await telemetry.RowsAsync(Counts));
    }

    [Fact]
    public async Task A_session_killed_in_the_middle_leaves_nothing_and_the_batch_is_taken_the_next_time()
    {
        var killer = new Killer();
        await using var telemetry = await database.TelemetryAsync(killer);
        using var box = new TestBox();
        var batch = box.Next([TestBox.Energy(0, 1)]);
        killer.Armed = true;

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => box.SendAsync(telemetry.NewIngest(), batch));

        Assert.Equal(["0 0 0"], await telemetry.RowsAsync(Counts));
        Assert.Equal(0UL, (await telemetry.NewIngest().HeadAsync(box.Enrolled.Id, Cancellation)).Sequence);
        killer.Armed = false;
        Assert.Equal(new BatchAccepted(1, true), await box.SendAsync(telemetry.NewIngest(), batch));
        Assert.Equal(["1 1 0"], await telemetry.RowsAsync(Counts));
        Assert.Equal(1, killer.Written);
    }

    [Fact]
    public async Task A_wrong_signature_is_refused_and_does_not_take_the_place()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        using var other = new TestBox();
        var batch = box.Next([TestBox.Energy(0, 1)]);

        var outcome = await box.SendAsync(telemetry.NewIngest(), other.Sign(batch.Content));
        Assert.Equal(RefusalReason.Signature, Assert.IsType<BatchRefused>(outcome).Reason);
        batch.Content[^1] ^= 1;
        Assert.Equal(RefusalReason.Signature, Assert.IsType<BatchRefused>(await box.SendAsync(telemetry.NewIngest(), batch)).Reason);
        batch.Content[^1] ^= 1;

        Assert.Equal(new BatchAccepted(1, true), await box.SendAsync(telemetry.NewIngest(), batch));
        Assert.Equal(["1 1 2"], await telemetry.RowsAsync(Counts));
    }

    [Fact]
    public async Task A_gap_and_a_broken_chain_are_refused_and_kept_aside_once()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        var ingest = telemetry.NewIngest();
        var (first, second) = (box.Next([TestBox.Energy(0, 1)]), box.Next([TestBox.Energy(1, 2)]));

        Assert.Equal(new BatchRefused(2, RefusalReason.Sequence, "sequence: 2 came, 1 is next."), await box.SendAsync(ingest, second));
        await box.SendAsync(ingest, second);
        await box.SendAsync(ingest, first);
        var forged = box.Next([TestBox.Energy(1, 3)], batch => batch.Sequence = 2);
        var stranger = box.Next([TestBox.Energy(1, 3)], batch => (batch.Sequence, batch.PreviousHash) = (1, Google.Protobuf.ByteString.CopyFrom(new byte[32])));
        Assert.Equal(RefusalReason.HashChain, Assert.IsType<BatchRefused>(await box.SendAsync(ingest, forged)).Reason);
        Assert.Equal(RefusalReason.HashChain, Assert.IsType<BatchRefused>(await box.SendAsync(ingest, stranger)).Reason);
        Assert.Equal(new BatchAccepted(2, true), await box.SendAsync(ingest, second));

        Assert.Equal(["2 2 3"], await telemetry.RowsAsync(Counts));
    }

    public static TheoryData<string> Damages => ["root", "box", "columns", "serial", "future", "past"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Wrong_content_is_refused_and_kept_aside_but_the_chain_goes_on(string damage)
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        var ingest = telemetry.NewIngest();
        var bad = damage switch
        {
            "future" => box.Next([TestBox.Energy(500 * 900, 1)]),
            "past" => box.Next([TestBox.Energy(-1_000_000_000, 1)]),
            "serial" => box.Next([TestBox.Energy(0, 1) with { MeterSerial = "a\0b" }]),
            _ => box.Next([TestBox.Energy(0, 1)], batch => Damage(batch, damage)),
        };
        var good = box.Next([TestBox.Energy(1, 2)]);

        var refused = Assert.IsType<BatchRefused>(await box.SendAsync(ingest, bad));
        Assert.Equal((1UL, RefusalReason.Content), (refused.Sequence, refused.Reason));
        Assert.Equal(refused, await box.SendAsync(ingest, bad));
        Assert.Equal(new BatchAccepted(2, true), await box.SendAsync(ingest, good));
        Assert.Equal(refused, await box.SendAsync(ingest, bad));

        Assert.Equal(["1 1 1"], await telemetry.RowsAsync(Counts));
        Assert.Equal([$"1 4 {refused.Detail}"], await telemetry.RowsAsync("select sequence, reason, detail from refused_batches"));
    }

    [Fact]
    public async Task Bytes_that_are_no_batch_are_refused_and_kept_aside()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();

        var refused = Assert.IsType<BatchRefused>(await box.SendAsync(telemetry.NewIngest(), box.Sign([1, 2, 3])));

        Assert.Equal((0UL, RefusalReason.Content), (refused.Sequence, refused.Reason));
        Assert.Equal(["0 0 1"], await telemetry.RowsAsync(Counts));
    }

    [Fact]
    public async Task A_box_writes_only_to_meters_of_its_own()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var one = new TestBox();
        using var two = new TestBox();

        await one.SendAsync(telemetry.NewIngest(), one.Next([TestBox.Energy(0, 1)]));
        await two.SendAsync(telemetry.NewIngest(), two.Next([TestBox.Energy(0, 2)]));

        Assert.Equal(["1", "2"], await telemetry.RowsAsync("select value from readings join meters using (meter_key) order by value"));
        Assert.Equal(["2"], await telemetry.RowsAsync("select count(*) from meters"));
    }

    [Fact]
    public async Task Readings_lie_in_the_partition_of_their_month_and_the_next_months_are_made_ahead()
    {
        await using var telemetry = await database.TelemetryAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            new ReadingPartitions(telemetry.DataSource).EnsureAheadAsync(new(2026, 12, 31, 23, 30, 0, TimeSpan.FromHours(-2)), Cancellation)));
        using var box = new TestBox();
        await box.SendAsync(telemetry.NewIngest(), box.Next([TestBox.Energy(0, 1), TestBox.Energy(-40 * 86_400, 0)]));

        Assert.Equal(
            ["readings_2026_05", "readings_2026_06", "readings_2027_01", "readings_2027_02", "readings_2027_03"],
            await telemetry.RowsAsync("select relid::text from pg_partition_tree('readings') where isleaf order by 1"));
        Assert.Equal(["1"], await telemetry.RowsAsync("select count(*) from readings_2026_05"));
    }

    static void Damage(ReadingBatch batch, string what)
    {
        switch (what)
        {
            case "root":
                batch.Meters[0].Value[0]++;
                break;
            case "box":
                batch.BoxId = Guid.NewGuid().ToString();
                break;
            default:
                batch.Meters[0].Value.Add(7);
                break;
        }
    }

    sealed class Killer : IBatchWrite
    {
        public bool Armed { get; set; }

        public int Written { get; private set; }

        public async Task WriteAsync(IReadOnlyList<IngestedBatch> batches, NpgsqlTransaction transaction, CancellationToken cancellation)
        {
            if (Armed)
            {
                await using var kill = new NpgsqlCommand("select pg_terminate_backend(pg_backend_pid())", transaction.Connection, transaction);
                await kill.ExecuteNonQueryAsync(cancellation);
            }

            Written += batches.Count;
        }
    }
}
