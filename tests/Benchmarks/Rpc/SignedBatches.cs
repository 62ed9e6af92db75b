using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Benchmarks.Rpc;

/// <summary>Batches as a box signs them: one meter, two registers, a value each second.</summary>
static class SignedBatches
{
    public const string Command = "--rpc-decode";

    public static byte[] Content(int readings)
    {
        var zeros = ByteString.CopyFrom(BatchContent.NoBatchHash.Span);
        var batch = new ReadingBatch { BoxId = "0190a000-0000-7000-8000-000000000001", Sequence = 4_711, PreviousHash = zeros, Root = zeros, ClosedUnixUs = 1_782_043_200_000_000 };
        batch.Meters.AddRange(ReadingColumns.Encode(Enumerable.Range(0, readings / 2).SelectMany(Second)));
        return batch.ToByteArray();
    }

    /// <summary>Decodes a batch over and over and prints how many readings it were a second of processor time, garbage collection included.</summary>
    public static int Decode(string seconds, string file)
    {
        var (time, content) = (TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), File.ReadAllBytes(file));
        var warmUp = Stopwatch.StartNew();
        while (warmUp.Elapsed < time)
        {
            ReadingColumns.Decode(BatchContent.Parse(content));
        }

        var (before, readings) = (Environment.CpuUsage.TotalTime, 0L);
        while (Environment.CpuUsage.TotalTime - before < time)
        {
            for (var batch = 0; batch < 100; batch++)
            {
                readings += ReadingColumns.Decode(BatchContent.Parse(content)).Count;
            }
        }

        Console.WriteLine((readings / (Environment.CpuUsage.TotalTime - before).TotalSeconds).ToString("F0", CultureInfo.InvariantCulture));
        return 0;
    }

    static IEnumerable<Reading> Second(int second)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(1_782_043_200 + second);
        yield return new("1LEM0000000001", 1, Register.EnergyExportWh, time, 12_345_678 + (second * 17L / 10), Quality.Good);
        yield return new("1LEM0000000001", 1, Register.PowerW, time, 6_000 + (second * 37 % 401), Quality.Good);
    }
}
