using LocalEnergyMarket.Backend.Telemetry.Ingest;
using LocalEnergyMarket.Backend.Telemetry.Slots;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Backend.Telemetry.Tests;

/// <summary>What a box gave up, and what became of its clock.</summary>
public sealed class GapTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gap_is_stored_once_and_shown_with_the_slots_it_touches()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        var batch = box.Next(
            [TestBox.Energy(0, 0), TestBox.Energy(900, 90), TestBox.Energy(1800, 200)],
            content => content.Gaps.AddRange(BatchNotes.Encode([Gap(box, 60, 840, 14), Gap(box, 120, 180, 2, Register.PowerW)])));
        Assert.IsType<BatchAccepted>(await box.SendAsync(telemetry.NewIngest(), batch));
        Assert.IsType<BatchAccepted>(await box.SendAsync(telemetry.NewIngest(), batch));

        Assert.Equal(["2 14 1 1", "3 2 1 1"], await telemetry.RowsAsync("select register, readings, reason, sequence from reading_gaps order by register"));
        var gaps = new GapQuery(telemetry.DataSource, Telemetry.Clock);
        Assert.Equal(16, (await gaps.TouchingAsync(TestBox.Noon, [box.Meter], Cancellation))[box.Meter]);
        Assert.Empty(await gaps.TouchingAsync(TestBox.Noon.Next, [box.Meter], Cancellation));
        Assert.Equal(16, await gaps.ReceivedWithinAsync(TimeSpan.FromDays(1), Cancellation));
        var slot = Assert.Single(await telemetry.Slots.LatestAsync(TestBox.Noon, [box.Meter], Cancellation));
        Assert.Equal((90, Quality.Good), (slot.Measured.Export!.Energy.Value, slot.Measured.Quality));
    }

    [Fact]
    public async Task A_batch_of_gaps_alone_is_taken_also_from_a_meter_never_heard_of()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        await box.SendAsync(telemetry.NewIngest(), box.Next([], content => content.Gaps.AddRange(BatchNotes.Encode([Gap(box, 0, 0, 1)]))));
        Assert.Equal(["1 0 1"], await telemetry.RowsAsync("select (select count(*) from batch_ledger), (select count(*) from readings), (select count(*) from reading_gaps)"));
    }

    public static TheoryData<string> Damages => ["count", "order", "reason", "serial", "future", "kind"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task What_does_not_hold_together_is_refused(string damage)
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        var gap = BatchNotes.Encode([Gap(box, 0, 60, 2)]).Single();
        var batch = box.Next([TestBox.Energy(0, 0)], content =>
        {
            switch (damage)
            {
                case "count": gap.Count = 0; break;
                case "order": gap.ToUnixMs = gap.FromUnixMs - 1; break;
                case "reason": gap.Reason = GapReason.Unspecified; break;
                case "serial": gap.MeterSerial = "a\0b"; break;
                case "future": gap.ToUnixMs += 500 * 900_000L; break;
                default: content.ClockEvents.Add(new ClockEvent { Kind = ClockEventKind.Unspecified }); break;
            }

            content.Gaps.Add(gap);
        });
        Assert.Equal(RefusalReason.Content, Assert.IsType<BatchRefused>(await box.SendAsync(telemetry.NewIngest(), batch)).Reason);
        Assert.Equal(["0"], await telemetry.RowsAsync("select count(*) from reading_gaps"));
    }

    [Fact]
    public async Task After_a_step_back_no_instant_has_two_meanings()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        var ingest = telemetry.NewIngest();
        // Half an hour ahead, at 100 Wh a quarter hour; then set back.
        await box.SendAsync(ingest, box.Next([TestBox.Energy(1800, 1000), TestBox.Energy(2100, 1033), TestBox.Energy(2700, 1100), TestBox.Energy(3000, 1133)]));
        Assert.Equal(new List<long> { 100 }, await EnergiesAsync(telemetry, box, 2, 2));
        await box.SendAsync(ingest, box.Next(
            [TestBox.Energy(1200, 1133), TestBox.Energy(1800, 1200)],
            content => content.ClockEvents.Add(BatchNotes.Encode(new ClockChange(
                ClockEventKind.Step, TestBox.Noon.Start.AddSeconds(1200), TimeSpan.FromMinutes(-30))))));
        await box.SendAsync(ingest, box.Next([TestBox.Energy(2700, 1300), TestBox.Energy(3600, 1400)]));

        Assert.Equal(new List<long> { 100, 100 }, await EnergiesAsync(telemetry, box, 2, 3));
        Assert.All(
            await telemetry.Slots.LatestAsync(TestBox.Noon.Plus(2), TestBox.Noon.Plus(3), [box.Meter], Cancellation),
            slot => Assert.Equal(Quality.Good, slot.Measured.Quality));
        Assert.Equal(["2 1 -1800000"], await telemetry.RowsAsync("select sequence, kind, step_ms from clock_events"));

        // As an auditor sees it: what each version says is what the readings up to its batch give.
        var record = new SlotRecord(telemetry.DataSource);
        foreach (var (stored, recomputed) in await record.VersionsAsync(TestBox.Noon.Plus(2), _ => true, Cancellation))
        {
            Assert.True(stored.Measured.SaysTheSameAs(recomputed), $"version {stored.Version}");
        }
    }

    static async Task<IReadOnlyList<long>> EnergiesAsync(Telemetry telemetry, TestBox box, int first, int last) =>
    [
        .. (await telemetry.Slots.LatestAsync(TestBox.Noon.Plus(first), TestBox.Noon.Plus(last), [box.Meter], Cancellation))
            .Select(slot => slot.Measured.Export!.Energy.Value),
    ];

    static Gap Gap(TestBox box, int from, int to, long count, Register register = Register.EnergyExportWh) => new(
        box.Meter.Serial, 1, register, TestBox.Noon.Start.AddSeconds(from), TestBox.Noon.Start.AddSeconds(to), count, GapReason.JournalFull);
}
