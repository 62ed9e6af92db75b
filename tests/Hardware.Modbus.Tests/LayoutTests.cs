using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LocalEnergyMarket.Hardware.Modbus.Serial;

namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>
/// Numbers, sizes and offsets that we hand to the kernel, against its headers, as a C compiler has them: for this machine, and for the ARMv7 that the
/// box is (package linux-libc-dev-armhf-cross).
/// </summary>
public sealed class LayoutTests
{
    public static TheoryData<string, string[]> Targets => new()
    {
        { "x86_64-linux-gnu", ["-isystem", "/usr/include", "-isystem", "/usr/include/x86_64-linux-gnu"] },
        { "armv7-linux-gnueabihf", ["-isystem", "/usr/arm-linux-gnueabihf/include"] },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_the_kernel_gets_is_what_its_headers_say(string target, string[] headers)
    {
        using var source = new Source(ours => ours);
        Assert.Equal("", LibmodbusPrograms.Clang(["-target", target, "-nostdinc", .. headers, "-fsyntax-only", source.Path]));
    }

    [Fact]
    public void A_wrong_number_is_found()
    {
        using var source = new Source(ours => ours + 1);
        Assert.Contains("static assertion failed", LibmodbusPrograms.Clang("-fsyntax-only", source.Path), StringComparison.Ordinal);
    }

    static IEnumerable<(string C, ulong Ours)> Facts() =>
    [
        ("sizeof(struct termios2)", (ulong)Unsafe.SizeOf<Termios2>()),
        ("__builtin_offsetof(struct termios2, c_iflag)", Offset<Termios2>(nameof(Termios2.Input))),
        ("__builtin_offsetof(struct termios2, c_oflag)", Offset<Termios2>(nameof(Termios2.Output))),
        ("__builtin_offsetof(struct termios2, c_cflag)", Offset<Termios2>(nameof(Termios2.Control))),
        ("__builtin_offsetof(struct termios2, c_lflag)", Offset<Termios2>(nameof(Termios2.Mode))),
        ("__builtin_offsetof(struct termios2, c_cc) + VTIME", Offset<Termios2>(nameof(Termios2.ReadTime))),
        ("__builtin_offsetof(struct termios2, c_cc) + VMIN", Offset<Termios2>(nameof(Termios2.ReadAtLeast))),
        ("__builtin_offsetof(struct termios2, c_ispeed)", Offset<Termios2>(nameof(Termios2.InputSpeed))),
        ("__builtin_offsetof(struct termios2, c_ospeed)", Offset<Termios2>(nameof(Termios2.OutputSpeed))),
        ("sizeof(((struct termios2 *)0)->c_cflag)", sizeof(uint)),
        ("CSIZE", Termios2.Size),
        ("CS7", Termios2.Size7),
        ("CS8", Termios2.Size8),
        ("CSTOPB", Termios2.TwoStopBits),
        ("CREAD", Termios2.Receive),
        ("PARENB", Termios2.Parity),
        ("PARODD", Termios2.Odd),
        ("CLOCAL", Termios2.Local),
        ("BOTHER", Termios2.OtherRate),
        ("IGNBRK", Termios2.IgnoreBreak),
        ("IGNPAR", Termios2.IgnoreParityErrors),
        ("INPCK", Termios2.CheckParity),
        ("sizeof(struct serial_rs485)", (ulong)Unsafe.SizeOf<SerialRs485>()),
        ("__builtin_offsetof(struct serial_rs485, flags)", Offset<SerialRs485>(nameof(SerialRs485.Flags))),
        ("__builtin_offsetof(struct serial_rs485, delay_rts_before_send)", Offset<SerialRs485>(nameof(SerialRs485.DelayBeforeSendMs))),
        ("__builtin_offsetof(struct serial_rs485, delay_rts_after_send)", Offset<SerialRs485>(nameof(SerialRs485.DelayAfterSendMs))),
        ("SER_RS485_ENABLED", SerialRs485.Enabled),
        ("SER_RS485_RTS_ON_SEND", SerialRs485.RtsOnSend),
        ("SER_RS485_RTS_AFTER_SEND", SerialRs485.RtsAfterSend),
        ("SER_RS485_RX_DURING_TX", SerialRs485.ReceiveDuringSend),
        ("TCGETS2", Native.GetTermios),
        ("TCSETS2", Native.SetTermios),
        ("TCFLSH", Native.Flush),
        ("TIOCEXCL", Native.Exclusive),
        ("TIOCSRS485", Native.SetRs485),
        ("O_RDWR", Native.ReadWrite),
        ("O_NOCTTY", Native.NoControllingTerminal),
        ("O_NONBLOCK", Native.NonBlocking),
        ("O_CLOEXEC", Native.CloseOnExec),
        ("LOCK_EX", Native.LockExclusive),
        ("LOCK_NB", Native.LockNonBlocking),
        ("sizeof(struct pollfd)", (ulong)Unsafe.SizeOf<Native.PollFile>()),
        ("__builtin_offsetof(struct pollfd, fd)", Offset<Native.PollFile>(nameof(Native.PollFile.File))),
        ("__builtin_offsetof(struct pollfd, events)", Offset<Native.PollFile>(nameof(Native.PollFile.Wanted))),
        ("__builtin_offsetof(struct pollfd, revents)", Offset<Native.PollFile>(nameof(Native.PollFile.Happened))),
        ("POLLIN", (ulong)Native.PollIn),
        ("POLLOUT", (ulong)Native.PollOut),
        ("EPERM", Native.NotPermitted),
        ("ENOENT", Native.NoEntry),
        ("EINTR", Native.Interrupted),
        ("ENXIO", Native.NoSuchAddress),
        ("EAGAIN", Native.TryAgain),
        ("EACCES", Native.AccessDenied),
        ("EBUSY", Native.Busy),
        ("ENODEV", Native.NoDevice),
        ("ENOTTY", Native.NotATerminal),
    ];

    static ulong Offset<T>(string field) => (ulong)Marshal.OffsetOf<T>(field);

    sealed class Source : IDisposable
    {
        public Source(Func<ulong, ulong> change)
        {
            var text = new StringBuilder("#include <asm/termbits.h>\n#include <asm/ioctls.h>\n#include <asm/poll.h>\n#include <asm/errno.h>\n#include <linux/fcntl.h>\n#include <linux/serial.h>\n");
            foreach (var (c, ours) in Facts())
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"_Static_assert(({c}) == {change(ours)}ull, \"{c}\");");
            }

            File.WriteAllText(Path, text.ToString());
        }

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"layout-{Guid.NewGuid():N}.c");

        public void Dispose() => File.Delete(Path);
    }
}
