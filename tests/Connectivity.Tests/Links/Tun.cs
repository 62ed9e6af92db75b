using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LocalEnergyMarket.Connectivity.Tests.Links;

/// <summary>One end of a network interface of the kernel whose packets this process carries (Linux, Documentation/networking/tuntap.rst).</summary>
sealed partial class Tun : IDisposable
{
    const int ReadWrite = 2;
    const int CloseOnExec = 0x80000;
    const nuint SetInterface = 0x400454CA;
    const short TunWithoutHeader = 0x1001;
    const short Readable = 1;
    const int NameSize = 16;

    readonly SafeFileHandle _file;

    public Tun(string name)
    {
        _file = Open("/dev/net/tun", ReadWrite | CloseOnExec);
        // struct ifreq: the name, then the flags; 40 bytes at most.
        Span<byte> request = stackalloc byte[40];
        request.Clear();
        Encoding.ASCII.GetBytes(name, request[..(NameSize - 1)]);
        BitConverter.TryWriteBytes(request[NameSize..], TunWithoutHeader);
        if (_file.IsInvalid || Ioctl(_file, SetInterface, ref request[0]) != 0)
        {
            throw new InvalidOperationException($"The network interface {name} cannot be made: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}. The test needs /dev/net/tun and CAP_NET_ADMIN.");
        }
    }

    /// <summary>The next packet; null if none came for a tenth of a second, or the interface is down.</summary>
    public byte[]? Next(byte[] buffer)
    {
        var poll = new PollFile { File = _file.DangerousGetHandle().ToInt32(), Events = Readable };
        if (Poll(ref poll, 1, 100) <= 0)
        {
            return null;
        }

        var length = Read(_file, ref buffer[0], (nuint)buffer.Length);
        return length > 0 ? buffer[..(int)length] : null;
    }

    /// <summary>A packet that the kernel does not take is lost, as on any wire.</summary>
    public void Write(byte[] packet) => _ = Write(_file, ref packet[0], (nuint)packet.Length);

    public void Dispose() => _file.Dispose();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeFileHandle file, nuint request, ref byte argument);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollFile files, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle file, ref byte buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle file, ref byte buffer, nuint size);

    [StructLayout(LayoutKind.Sequential)]
    struct PollFile
    {
        public int File;
        public short Events;
        public short Returned;
    }
}
