using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LocalEnergyMarket.Hardware.Gpio.Uapi;

/// <summary>The C library. <c>nuint</c> and <c>nint</c> only where C has <c>unsigned long</c>, <c>nfds_t</c>, <c>size_t</c> or <c>ssize_t</c>.</summary>
static partial class Libc
{
    public const int Interrupted = 4;
    public const int NoSuchDevice = 19;
    public const int AccessDenied = 13;
    public const int NotPermitted = 1;
    public const int Busy = 16;
    public const int Invalid = 22;
    public const int NotATypewriter = 25;
    public const int NotSupported = 95;

    public const short PollIn = 1;

    const int EventNonBlocking = 0x800;
    const int EventCloseOnExec = 0x80000;

    [StructLayout(LayoutKind.Sequential)]
    public struct PollFile
    {
        public int File;
        public short Events;
        public short Happened;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(SafeFileHandle file, nuint request, ref byte argument);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(Span<PollFile> files, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle file, Span<byte> buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> buffer, nuint length);

    /// <summary>A file that becomes readable when it is written to.</summary>
    public static SafeFileHandle NewEvent()
    {
        var file = EventFile(0, EventNonBlocking | EventCloseOnExec);
        return file >= 0 ? new(file, ownsHandle: true) : throw new IOException($"No event file: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFile(uint initial, int flags);
}
