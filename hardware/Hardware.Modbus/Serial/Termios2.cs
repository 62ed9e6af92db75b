using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Modbus.Serial;

/// <summary>
/// The kernel's <c>struct termios2</c> (asm-generic/termbits.h, the same on x86, ARM and RISC-V, 32 and 64 bit). Unlike glibc's termios it takes
/// any baud rate and has one layout everywhere. A test compiles offsets and numbers against the kernel's headers for both word sizes.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 44)]
struct Termios2
{
    /// <summary>Characters: 7, 8; two stop bits; receiver on; parity, odd.</summary>
    public const uint Size = 0x30, Size7 = 0x20, Size8 = 0x30, TwoStopBits = 0x40, Receive = 0x80, Parity = 0x100, Odd = 0x200;

    /// <summary>Ignore modem lines; the rate is in the speed fields; RTS and CTS control the flow.</summary>
    public const uint Local = 0x800, RateMask = 0x100F, OtherRate = 0x1000, HardwareFlow = 0x8000_0000;

    /// <summary>Input: breaks ignored, bytes with a parity error dropped, parity checked.</summary>
    public const uint IgnoreBreak = 0x1, IgnoreParityErrors = 0x4, CheckParity = 0x10;

    [FieldOffset(0)]
    public uint Input;

    [FieldOffset(4)]
    public uint Output;

    [FieldOffset(8)]
    public uint Control;

    [FieldOffset(12)]
    public uint Mode;

    /// <summary>c_cc[VTIME].</summary>
    [FieldOffset(22)]
    public byte ReadTime;

    /// <summary>c_cc[VMIN].</summary>
    [FieldOffset(23)]
    public byte ReadAtLeast;

    [FieldOffset(36)]
    public uint InputSpeed;

    [FieldOffset(40)]
    public uint OutputSpeed;

    /// <summary>Raw bytes as the options say; what this does not name keeps its value.</summary>
    public readonly Termios2 With(SerialOptions options)
    {
        var control = Local | Receive | OtherRate | (options.DataBits == 7 ? Size7 : Size8);
        control |= options.StopBits == 2 ? TwoStopBits : 0;
        control |= options.Parity switch { SerialParity.Even => Parity, SerialParity.Odd => Parity | Odd, _ => 0 };
        return this with
        {
            Input = IgnoreBreak | (options.Parity == SerialParity.None ? 0 : CheckParity | IgnoreParityErrors),
            Output = 0,
            Control = control,
            Mode = 0,
            ReadTime = 0,
            ReadAtLeast = 1,
            InputSpeed = (uint)options.Baud,
            OutputSpeed = (uint)options.Baud,
        };
    }
}

/// <summary>The kernel's <c>struct serial_rs485</c> (linux/serial.h): 32 bytes, of which the last 20 are reserved or for addresses.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
struct SerialRs485
{
    public const uint Enabled = 1, RtsOnSend = 2, RtsAfterSend = 4, ReceiveDuringSend = 0x10;

    [FieldOffset(0)]
    public uint Flags;

    [FieldOffset(4)]
    public uint DelayBeforeSendMs;

    [FieldOffset(8)]
    public uint DelayAfterSendMs;

    public static SerialRs485 Of(Rs485Options options) => new()
    {
        Flags = Enabled | (options.RtsOnSend ? RtsOnSend : 0) | (options.RtsAfterSend ? RtsAfterSend : 0) | (options.ReceiveDuringSend ? ReceiveDuringSend : 0),
        DelayBeforeSendMs = (uint)options.DelayBeforeSendMs,
        DelayAfterSendMs = (uint)options.DelayAfterSendMs,
    };
}
