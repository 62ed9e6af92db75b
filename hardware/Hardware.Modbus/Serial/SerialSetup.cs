using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LocalEnergyMarket.Hardware.Modbus.Serial;

enum SerialStep
{
    Open,
    Lock,
    Settings,
    Rs485,
}

/// <summary>Makes an opened device ours and sets its line up; says in words what is in the way.</summary>
static class SerialSetup
{
    const int RateToleranceDivisor = 33;

    public static void Apply(SafeFileHandle file, SerialOptions options)
    {
        var settings = default(Termios2);
        Require(Native.Control(file, Native.GetTermios, ref settings) == 0, options, SerialStep.Settings);
        // TIOCEXCL does not stop root, and flock only those who ask: together they stop all that can be stopped.
        Require(Native.Lock(file, Native.LockExclusive | Native.LockNonBlocking) == 0, options, SerialStep.Lock);
        Require(Native.Control(file, Native.Exclusive, 0) == 0, options, SerialStep.Lock);
        settings = settings.With(options);
        Require(Native.Control(file, Native.SetTermios, ref settings) == 0, options, SerialStep.Settings);
        Verify(file, settings, options);
        if (options.Rs485 is { } rs485)
        {
            var direction = SerialRs485.Of(rs485);
            Require(Native.Control(file, Native.SetRs485, ref direction) == 0, options, SerialStep.Rs485);
        }

        Require(Native.Control(file, Native.Flush, 0) == 0, options, SerialStep.Settings);
    }

    public static void Require(bool done, SerialOptions options, SerialStep step)
    {
        if (!done)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new ModbusTransportException(ModbusTransportFailure.Unreachable, $"The serial device {options.Device} cannot be used: {Reason(error, options, step)}");
        }
    }

    /// <summary>Drivers take what they can do and say nothing: what they took is read back.</summary>
    static void Verify(SafeFileHandle file, in Termios2 asked, SerialOptions options)
    {
        var got = default(Termios2);
        Require(Native.Control(file, Native.GetTermios, ref got) == 0, options, SerialStep.Settings);
        if (Math.Abs((long)got.OutputSpeed - options.Baud) > options.Baud / RateToleranceDivisor)
        {
            throw Unfit(options, $"it runs at {got.OutputSpeed} baud instead of {options.Baud}. Choose a rate that the adapter can do.");
        }

        // A pseudo-terminal has no wire, and shows 8 bits without parity whatever was set.
        const uint Character = Termios2.Size | Termios2.Parity | Termios2.Odd | Termios2.TwoStopBits;
        if ((got.Control & Character) != (asked.Control & Character) && !options.Device.StartsWith("/dev/pts/", StringComparison.Ordinal))
        {
            throw Unfit(options, $"its driver cannot do {options.DataBits} data bits, parity {options.Parity}, {options.StopBits} stop bits. Use another adapter, or set the meter to 8N1.");
        }
    }

    static ModbusTransportException Unfit(SerialOptions options, string why) =>
        new(ModbusTransportFailure.Unreachable, $"The serial device {options.Device} cannot be used: {why}");

    static string Reason(int error, SerialOptions options, SerialStep step) => (step, error) switch
    {
        (SerialStep.Open, Native.NoEntry or Native.NoDevice or Native.NoSuchAddress) =>
            "there is no such device. Is the adapter plugged in? 'ls /dev/serial/by-id' shows those that are.",
        (SerialStep.Open, Native.AccessDenied or Native.NotPermitted) =>
            "this user may not open it. Add the user to the device's group ('sudo usermod -aG dialout USER'), then start anew.",
        (SerialStep.Open or SerialStep.Lock, Native.Busy or Native.TryAgain) =>
            $"another program has it open. One line has one owner: 'sudo fuser -v {options.Device}' names the program.",
        (SerialStep.Settings, Native.NotATerminal) => "it is no serial device.",
        (SerialStep.Rs485, _) =>
            $"its driver does not switch RS-485 ({Marshal.GetPInvokeErrorMessage(error)}). Leave rs485 out if the adapter switches by itself, as USB adapters do.",
        _ => $"{Marshal.GetPInvokeErrorMessage(error)}.",
    };
}
