using System.Globalization;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Benchmarks;

/// <summary>A minute of a box with three meters read every second, as a batch.</summary>
public class WireBenchmarks
{
    const int Readings = 60 * 3 * 3;

    static readonly Reading[] Minute = [.. Enumerable.Range(0, 60).SelectMany(Second)];

    byte[] _content = [];

    public static string Note => Bytes() is var bytes
        ? string.Create(CultureInfo.InvariantCulture, $"a batch: {Readings} readings in {bytes.Length} bytes, {(double)bytes.Length / Readings:0.00} a reading")
        : "";

    [GlobalSetup]
    public void Setup() => _content = Bytes();

    [Benchmark(OperationsPerInvoke = Readings)]
    public byte[] EncodeReading() => Bytes();

    [Benchmark(OperationsPerInvoke = Readings)]
    public IReadOnlyList<Reading> DecodeReading() => ReadingColumns.Decode(BatchContent.Parse(_content));

    static byte[] Bytes()
    {
        var zeros = ByteString.CopyFrom(BatchContent.NoBatchHash.Span);
        var batch = new ReadingBatch { BoxId = "0190a000-0000-7000-8000-000000000001", Sequence = 1, PreviousHash = zeros, Root = zeros };
        batch.Meters.AddRange(ReadingColumns.Encode(Minute));
        return batch.ToByteArray();
    }

    static IEnumerable<Reading> Second(int second)
    {
        // Polls are some milliseconds late and power wanders, as with real meters.
        var time = DateTimeOffset.FromUnixTimeSeconds(1_782_043_200 + second).AddMilliseconds(second * 7 % 13);
        return Enumerable.Range(1, 3).SelectMany(meter => new Reading[]
        {
            new($"1LEM000000000{meter}", (uint)meter, Register.EnergyImportWh, time, 1_000_000 + (second / 4), Quality.Good),
            new($"1LEM000000000{meter}", (uint)meter, Register.EnergyExportWh, time, 5_000_000 + (second / 2), Quality.Good),
            new($"1LEM000000000{meter}", (uint)meter, Register.PowerW, time, 4_000 + (second * second * meter % 97), Quality.Good),
        });
    }
}
