using LocalEnergyMarket.Backend.Telemetry.Slots;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Backend.Telemetry.Tests;

public sealed class SlotEnergyTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_timeslot_is_computed_when_its_end_is_read_with_both_registers()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        var ingest = telemetry.NewIngest();
        await box.SendAsync(ingest, box.Next([Export(0, 1_000), Import(0, 50), Export(600, 1_200), Import(600, 55)]));
        Assert.Empty(await telemetry.Slots.LatestAsync(TestBox.Noon, [box.Meter], Cancellation));

        var second = box.Next([Export(900, 1_300), Import(900, 60)]);
        await box.SendAsync(ingest, second);

        var slot = Assert.Single(await telemetry.Slots.LatestAsync(TestBox.Noon, [box.Meter], Cancellation));
        Assert.Equal((1, Quality.Good, 2L), (slot.Version, slot.Measured.Quality, slot.BatchSequence));
        Assert.Equal(BatchContent.Hash(second.Content), slot.BatchHash.ToArray());
        Assert.Equal(new(300), slot.Measured.Export!.Energy);
        Assert.Equal(new(10), slot.Measured.Import!.Energy);
        Assert.Equal(new SlotEdge(new(1_000), Quality.Good, 1), slot.Measured.Export.Start);
        Assert.Equal(new SlotEdge(new(60), Quality.Good, 2), slot.Measured.Import.End);
        Assert.Single(await telemetry.Slots.LatestAsync(TestBox.Noon, Cancellation));
    }

    [Fact]
    public async Task A_late_value_makes_a_new_version_and_leaves_the_old_one()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        var ingest = telemetry.NewIngest();
        await box.SendAsync(ingest, box.Next([Export(0, 0), Export(800, 800), Export(1_000, 1_000), Export(1_800, 2_000)]));
        await box.SendAsync(ingest, box.Next([Export(900, 850)]));

        Assert.Equal([(1, 900L, Quality.Interpolated), (2, 850L, Quality.Good)], await VersionsAsync(telemetry, box, 0));
        Assert.Equal([(1, 1_100L, Quality.Interpolated), (2, 1_150L, Quality.Good)], await VersionsAsync(telemetry, box, 1));
    }

    [Fact]
    public async Task A_corrected_value_makes_a_new_version_and_a_repeated_one_does_not()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        var ingest = telemetry.NewIngest();
        await box.SendAsync(ingest, box.Next([Export(0, 0), Export(900, 100)]));
        await box.SendAsync(ingest, box.Next([Export(900, 100)]));
        await box.SendAsync(ingest, box.Next([Export(900, 120)]));
        await box.SendAsync(ingest, box.Next([Export(450, 50)]));

        Assert.Equal([(1, 100L, Quality.Good), (2, 120L, Quality.Good)], await VersionsAsync(telemetry, box, 0));
        Assert.Equal(["1 100", "2 100", "3 120"], await telemetry.RowsAsync("select sequence, value from readings where value >= 100 order by sequence"));
    }

    [Fact]
    public async Task A_late_value_inside_a_timeslot_that_shows_a_step_back_marks_it()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        var ingest = telemetry.NewIngest();
        await box.SendAsync(ingest, box.Next([Export(0, 0), Export(300, 50), Export(600, 60), Export(900, 100)]));
        await box.SendAsync(ingest, box.Next([Export(450, 5)]));

        Assert.Equal([(1, 100L, Quality.Good), (2, 100L, Quality.CounterBack)], await VersionsAsync(telemetry, box, 0));
    }

    [Fact]
    public async Task A_gap_over_timeslots_is_estimated_in_each_of_them()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        var ingest = telemetry.NewIngest();
        await box.SendAsync(ingest, box.Next([Export(0, 0), Export(300, 30)]));
        await box.SendAsync(ingest, box.Next([Export(3_300, 330), Export(3_600, 400)]));

        var slots = await telemetry.Slots.LatestAsync(TestBox.Noon, TestBox.Noon.Plus(3), [box.Meter], Cancellation);

        Assert.Equal([90L, 90, 90, 130], slots.Select(slot => slot.Measured.Export!.Energy.Value));
        Assert.All(slots, slot => Assert.Equal(Quality.Interpolated, slot.Measured.Quality));
    }

    [Fact]
    public async Task A_silent_meter_gets_a_missing_version_and_the_readings_that_come_later_the_next()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        Assert.Equal(1, await telemetry.Closing.CloseAsync(TestBox.Noon, [box.Meter], Cancellation));
        Assert.Equal(0, await telemetry.Closing.CloseAsync(TestBox.Noon, [box.Meter], Cancellation));

        await box.SendAsync(telemetry.NewIngest(), box.Next([Export(0, 0), Export(900, 100)]));

        var versions = await telemetry.Slots.VersionsAsync(box.Meter, TestBox.Noon, Cancellation);
        Assert.Equal([Quality.Missing, Quality.Good], versions.Select(version => version.Measured.Quality));
        Assert.Null(versions[0].Measured.Export);
        Assert.Equal(new(100), versions[1].Measured.Export!.Energy);
        Assert.Equal(0, await telemetry.Closing.CloseAsync(TestBox.Noon, [box.Meter], Cancellation));
    }

    [Fact]
    public async Task A_day_sent_in_pieces_adds_up_to_the_registers_difference()
    {
        await using var telemetry = await database.TelemetryAsync();
        using var box = new TestBox();
        var ingest = telemetry.NewIngest();
        var random = new Random(3);
        var value = 12_345L;
        var readings = Enumerable.Range(0, 96 * 3 + 1).Select(i => Export(i * 300, value += random.Next(0, 400))).ToList();
        foreach (var piece in readings.Chunk(25))
        {
            await box.SendAsync(ingest, box.Next(piece));
        }

        var slots = await telemetry.Slots.LatestAsync(TestBox.Noon, TestBox.Noon.Plus(95), [box.Meter], Cancellation);

        Assert.Equal(96, slots.Count);
        Assert.All(slots, slot => Assert.Equal((1, Quality.Good), (slot.Version, slot.Measured.Quality)));
        Assert.Equal(readings[^1].Value - readings[0].Value, slots.Sum(slot => slot.Measured.Export!.Energy.Value));
    }

    static Reading Export(int seconds, long value) => TestBox.Energy(seconds, value);

    static Reading Import(int seconds, long value) => TestBox.Energy(seconds, value, Register.EnergyImportWh);

    static async Task<List<(int Version, long Energy, Quality Quality)>> VersionsAsync(Telemetry telemetry, TestBox box, int slot) =>
    [
        .. (await telemetry.Slots.VersionsAsync(box.Meter, TestBox.Noon.Plus(slot), Cancellation))
            .Select(version => (version.Version, version.Measured.Export!.Energy.Value, version.Measured.Quality)),
    ];
}
