using System.Globalization;
using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Benchmarks.Edge;

/// <summary>What the kernel says of a process (proc(5)).</summary>
/// <param name="Cpu">Processor time since its start, of all its threads.</param>
/// <param name="ResidentKb">VmRSS: pages in memory, shared ones included.</param>
/// <param name="PeakKb">VmHWM: most that VmRSS has been.</param>
/// <param name="ProportionalKb">Pss: shared pages divided among those who share them.</param>
/// <param name="WrittenBytes">What it caused to be written to disks.</param>
/// <param name="Threads">How many there are.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct ProcessFigures(TimeSpan Cpu, long ResidentKb, long PeakKb, long ProportionalKb, long WrittenBytes, int Threads)
{
    public static ProcessFigures Of(int process)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/");
        // Behind the program's name in brackets: state, and then utime and stime as the 14th and 15th field.
        var stat = File.ReadAllText(folder + "stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return new(
            TimeSpan.FromSeconds(ticks / 100.0),
            Line(folder + "status", "VmRSS:"),
            Line(folder + "status", "VmHWM:"),
            Line(folder + "smaps_rollup", "Pss:"),
            Line(folder + "io", "write_bytes:"),
            (int)Line(folder + "status", "Threads:"));
    }

    static long Line(string file, string name) =>
        long.Parse(File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
}
