using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Edge.Gateway.Clock;

/// <summary>Who answers for the clock.</summary>
public interface IClockSync
{
    /// <summary>Whether a time service keeps the clock right; null if that cannot be found out.</summary>
    bool? IsSynchronised();
}

/// <summary>
/// What the kernel says of its clock (adjtimex(2)): every time service tells it, whichever it is. Only the call's result is looked at, the clock's
/// state; the structure, whose layout differs between 32 and 64 bits (128 and 208 bytes), is asked to change nothing and not read.
/// </summary>
public sealed partial class KernelClock : IClockSync
{
    /// <summary>TIME_ERROR: the clock is not synchronised (STA_UNSYNC), or its source is in error.</summary>
    const int TimeError = 5;

    /// <summary>More than any kernel's struct timex.</summary>
    const int Room = 512;

    public bool? IsSynchronised()
    {
        // modes, its first member, is 0: nothing is set, and no privilege is needed.
        Span<byte> timex = stackalloc byte[Room];
        timex.Clear();
        return AdjustTime(ref MemoryMarshal.GetReference(timex)) switch
        {
            < 0 => null,
            TimeError => false,
            _ => true,
        };
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AdjustTime(ref byte timex);
}
