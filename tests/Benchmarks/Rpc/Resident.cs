using System.Globalization;

namespace LocalEnergyMarket.Benchmarks.Rpc;

static class Resident
{
    /// <summary>What a process has in memory (VmRSS), bytes.</summary>
    public static long Bytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6, line.Length - 9).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
