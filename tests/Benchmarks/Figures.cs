using System.Globalization;
using BenchmarkDotNet.Reports;

namespace LocalEnergyMarket.Benchmarks;

/// <summary>Figures as a person reads them.</summary>
static class Figures
{
    public static string Line(string name, BenchmarkReport report)
    {
        var mean = report.ResultStatistics!.Mean;
        var bytes = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
        return $"{name,-28}{Time(mean),16}{Count(1e9 / mean),16}{Count(bytes) + " B",14}";
    }

    public static string Count(double value) => value switch
    {
        >= 10_000_000 => Text(value / 1e6, "N1") + " M",
        >= 100 => Text(value, "N0"),
        _ => Text(value, "0.##"),
    };

    static string Time(double nanoseconds) => nanoseconds switch
    {
        >= 1e6 => Text(nanoseconds / 1e6, "N2") + " ms",
        >= 1e3 => Text(nanoseconds / 1e3, "N2") + " µs",
        _ => Text(nanoseconds, "N1") + " ns",
    };

    static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
