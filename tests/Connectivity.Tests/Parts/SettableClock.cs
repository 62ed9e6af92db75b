using System.IO.MemoryMappedFiles;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Connectivity.Tests.Parts;

/// <summary>
/// A wall clock for one process that can be set while it runs, as by settimeofday(2): the kernel's, and what it is ahead. Its monotonic clocks are the
/// kernel's, which nobody can set. (libfaketime 0.9.10 does not leave .NET's timed waits alone.)
/// </summary>
sealed class SettableClock : IDisposable
{
    readonly MemoryMappedFile _file;
    readonly MemoryMappedViewAccessor _nanoseconds;
    TimeSpan _ahead;

    SettableClock(string file)
    {
        _file = MemoryMappedFile.CreateFromFile(file, FileMode.CreateNew, mapName: null, sizeof(long));
        _nanoseconds = _file.CreateViewAccessor();
    }

    public TimeSpan Ahead
    {
        get => _ahead;
        set
        {
            _ahead = value;
            _nanoseconds.Write(0, value.Ticks * TimeSpan.NanosecondsPerTick);
            _nanoseconds.Flush();
        }
    }

    /// <summary>The box has it from its next start on.</summary>
    public static async Task<SettableClock> FitAsync(TestBox box, CancellationToken cancellation)
    {
        var (library, file) = (Path.Combine(box.Folder, "clock.so"), Path.Combine(box.Folder, "clock"));
        await CommandLine.RunAsync(["clang-19", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, Path.Combine(AppContext.BaseDirectory, "Parts", "clock.c")], cancellation);
        box.Environment["LD_PRELOAD"] = library;
        box.Environment["CLOCK_AHEAD"] = file;
        return new(file);
    }

    public void Dispose()
    {
        _nanoseconds.Dispose();
        _file.Dispose();
    }
}
