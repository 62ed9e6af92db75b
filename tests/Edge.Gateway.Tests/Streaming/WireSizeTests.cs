using LocalEnergyMarket.Edge.Gateway.Tests.Journal;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Streaming;

/// <summary>What a reading costs on the link: batches as a box closes and signs them, over its stream, with TLS and HTTP/2.</summary>
public sealed class WireSizeTests(BoxFixture box) : IClassFixture<BoxFixture>
{
    const int Batches = 12;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// One value of each register a second. A batch costs about 235 bytes whatever is in it (box, hashes, root, signature, frames), a register in
    /// it 35, and a reading 2 to 4.
    /// </summary>
    [Theory]
    [InlineData(1, 3, 60, 8)]
    [InlineData(1, 3, 10, 20)]
    [InlineData(1, 3, 1, 130)]
    [InlineData(1, 1, 60, 11)]
    [InlineData(3, 3, 60, 7)]
    public async Task A_reading_takes_few_bytes_at_one_value_a_second(int meters, int registers, int seconds, int most)
    {
        await using var bench = new Bench(box);
        await using var backend = await bench.BackendAsync();
        await using var wire = new CountingProxy(backend.Port);
        await using var link = bench.Link(wire.Address);
        await bench.ChainStartedAsync();
        // The first batch also pays for what the connection still has to say.
        await CloseAsync(bench, meters, registers, 0, seconds);
        await bench.AcknowledgedAsync(1);

        var before = wire.Bytes;
        for (var batch = 1; batch <= Batches; batch++)
        {
            await CloseAsync(bench, meters, registers, batch * seconds, seconds);
            await bench.AcknowledgedAsync(batch + 1);
        }

        var (up, down) = wire.Bytes;
        double readings = meters * registers * seconds * Batches;
        Assert.Empty(bench.Ledger.Errors);
        Assert.Equal(readings + (meters * registers * seconds), bench.Ledger.Readings.Count);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{meters} meter(s), {registers} register(s), batches of {seconds} s: {(up - before.Up) / readings:F2} bytes up and {(down - before.Down) / readings:F2} down a reading");
        Assert.InRange((up - before.Up) / readings, 1, most);
    }

    static async Task CloseAsync(Bench bench, int meters, int registers, int from, int seconds)
    {
        for (var second = from; second < from + seconds; second++)
        {
            bench.Journal.Append([.. Enumerable.Range(1, meters).SelectMany(meter => Second(meter, second).Take(registers))]);
        }

        Assert.NotNull(await bench.Closer.CloseAsync(Cancellation));
    }

    /// <summary>A plant of some kilowatts under clouds: counters go on, power wanders. A planned reading bears the planned instant.</summary>
    static IEnumerable<Reading> Second(int meter, int second)
    {
        var (serial, time) = ($"1LEM{meter:0000000000}", SomeReadings.Noon.AddSeconds(second));
        var power = 6_000 + (second * 37 * meter % 401);
        yield return new(serial, (uint)meter, Register.PowerW, time, power, Quality.Good);
        yield return new(serial, (uint)meter, Register.EnergyExportWh, time, 12_345_678 + (second * 17L / 10), Quality.Good);
        yield return new(serial, (uint)meter, Register.EnergyImportWh, time, 2_345_678 + (second / 60), Quality.Good);
    }
}
