using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LocalEnergyMarket.Hardware.Simulation.Lines;

/// <summary>Two pseudo-terminals joined like the two ends of a cable: what one end's device file is given comes out at the other's (pty(7)).</summary>
public sealed partial class PseudoTerminalPair : IDisposable
{
    const int ReadWriteNoTerminal = 0x2 | 0x100 | 0x8_0000;
    const short PollIn = 1;
    const int GlanceMs = 100;

    readonly SafeFileHandle[] _masters = [Master(), Master()];
    readonly SafeFileHandle[] _slaves;
    readonly List<Thread> _copying = [];
    volatile bool _stop;

    /// <exception cref="IOException">There are no pseudo-terminals here.</exception>
    public PseudoTerminalPair()
    {
        (Near, Far) = (Name(_masters[0]), Name(_masters[1]));
        // An end that nobody has open would hang up the other.
        _slaves = [Slave(Near), Slave(Far)];
        foreach (var (from, to) in ((SafeFileHandle, SafeFileHandle)[])[(_masters[0], _masters[1]), (_masters[1], _masters[0])])
        {
            var thread = new Thread(() => Copy(from, to)) { IsBackground = true, Name = "pty" };
            thread.Start();
            _copying.Add(thread);
        }
    }

    /// <summary>The device file of one end.</summary>
    public string Near { get; }

    /// <summary>The device file of the other.</summary>
    public string Far { get; }

    public void Dispose()
    {
        _stop = true;
        _copying.ForEach(thread => thread.Join());
        foreach (var handle in _masters.Concat(_slaves))
        {
            handle.Dispose();
        }
    }

    void Copy(SafeFileHandle from, SafeFileHandle to)
    {
        Span<byte> buffer = stackalloc byte[512];
        while (!_stop)
        {
            var wait = new PollFile { File = (int)from.DangerousGetHandle(), Wanted = PollIn };
            if (Poll(ref wait, 1, GlanceMs) <= 0)
            {
                continue;
            }

            var count = Read(from, buffer, (nuint)buffer.Length);
            for (var rest = buffer[..(int)Math.Max(count, 0)]; !rest.IsEmpty;)
            {
                rest = rest[(int)Math.Max(Write(to, rest, (nuint)rest.Length), 0)..];
            }
        }
    }

    static SafeFileHandle Master()
    {
        var master = OpenTerminal(ReadWriteNoTerminal);
        return !master.IsInvalid && Grant(master) == 0 && Unlock(master) == 0 ? master : throw Failed("a pseudo-terminal cannot be had");
    }

    static string Name(SafeFileHandle master)
    {
        Span<byte> name = stackalloc byte[64];
        return SlaveName(master, name, (nuint)name.Length) == 0 ? Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]) : throw Failed("a pseudo-terminal has no name");
    }

    static SafeFileHandle Slave(string name)
    {
        var slave = Open(name, ReadWriteNoTerminal);
        if (slave.IsInvalid)
        {
            throw Failed($"{name} cannot be opened");
        }

        // Bytes as they are, no echo, from the first on.
        Span<byte> settings = stackalloc byte[256];
        if (GetAttributes(slave, settings) == 0)
        {
            MakeRaw(settings);
            _ = SetAttributes(slave, 0, settings);
        }

        return slave;
    }

    static IOException Failed(string what) => new($"{what}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial SafeFileHandle OpenTerminal(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(SafeFileHandle master);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(SafeFileHandle master);

    [LibraryImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    private static partial int SlaveName(SafeFileHandle master, Span<byte> name, nuint length);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetAttributes(SafeFileHandle file, Span<byte> settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetAttributes(SafeFileHandle file, int when, ReadOnlySpan<byte> settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(Span<byte> settings);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollFile files, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle file, Span<byte> target, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> source, nuint count);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 8)]
    struct PollFile
    {
        [FieldOffset(0)]
        public int File;

        [FieldOffset(4)]
        public short Wanted;

        [FieldOffset(6)]
        public short Happened;
    }
}
