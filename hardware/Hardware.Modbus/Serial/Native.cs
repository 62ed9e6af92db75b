using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LocalEnergyMarket.Hardware.Modbus.Serial;

/// <summary>The system calls that a serial device needs. Sizes: nint and nuint where C has long or size_t, int where it has int.</summary>
static partial class Native
{
    public const int ReadWrite = 0x2, NoControllingTerminal = 0x100, NonBlocking = 0x800, CloseOnExec = 0x8_0000;

    public const uint GetTermios = 0x802C_542A, SetTermios = 0x402C_542B, Flush = 0x540B, Exclusive = 0x540C, SetRs485 = 0x542F;

    public const int LockExclusive = 2, LockNonBlocking = 4;

    public const short PollIn = 1, PollOut = 4;

    /// <summary>Error numbers (asm-generic/errno-base.h).</summary>
    public const int NotPermitted = 1, NoEntry = 2, Interrupted = 4, InputOutput = 5, NoSuchAddress = 6, TryAgain = 11, AccessDenied = 13, Busy = 16, NoDevice = 19, NotATerminal = 25;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle file, Span<byte> target, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> source, nuint count);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, nuint request, ref Termios2 settings);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, nuint request, ref SerialRs485 settings);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial SafeFileHandle EventFile(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(Span<PollFile> files, nuint count, int timeoutMs);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 8)]
    public struct PollFile
    {
        [FieldOffset(0)]
        public int File;

        [FieldOffset(4)]
        public short Wanted;

        [FieldOffset(6)]
        public short Happened;
    }
}
